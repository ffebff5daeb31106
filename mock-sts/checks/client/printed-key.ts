/** Finds the private key in the output of a client, and removes it. */
import { type Jwk, privateMembers } from 'helseid-contract/rules'

/** A private key in PEM; its line breaks may be escaped. */
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs

/** Also matches a PEM key that is cut off. */
const partialPem = new RegExp(`${pem.source}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\w+/=\\\\\\s]*`, 'gs')

/** How many characters identify a member of the key; the output may be cut off after them. */
const prefixLength = 20

/** Which form of the key the output contains; undefined if none. */
export function printedKey(output: string, jwk: Jwk): string | undefined {
  if (output.includes(String(jwk.d))) return 'the member d of the private JWK'
  return output.search(pem) < 0 ? undefined : 'a private key in PEM'
}

/** The output with the key, or any part of it, replaced: a report must not repeat a key that a client prints. */
export function withoutKey(output: string, jwk: Jwk): string {
  const secrets = privateMembers(jwk).map((name) => String(jwk[name as keyof Jwk]))
  return secrets.reduce(
    (text, secret) => text.replaceAll(new RegExp(`${secret.slice(0, prefixLength)}[\\w-]*`, 'g'), '[private]'),
    output.replaceAll(partialPem, '[private]'),
  )
}
