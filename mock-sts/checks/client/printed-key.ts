/** The private key in what a client printed: whether it is there, and the output without it. */
import { type Jwk, privateMembers } from 'helseid-contract/rules'

/** Line breaks may have been escaped. */
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs

/** One whose end is missing, too. */
const partialPem = new RegExp(`${pem.source}|-----BEGIN [A-Z ]*PRIVATE KEY-----[\\w+/=\\\\\\s]*`, 'gs')

/** So many characters tell a member: what is printed may have been cut off after them. */
const prefixLength = 20

/** What of it is seen; undefined where it is not. */
export function printedKey(output: string, jwk: Jwk): string | undefined {
  if (output.includes(String(jwk.d))) return 'the member d of the private JWK'
  return output.search(pem) < 0 ? undefined : 'a private key in PEM'
}

/** A client may print its key; a report does not repeat it, nor the part of it that fits. */
export function withoutKey(output: string, jwk: Jwk): string {
  const secrets = privateMembers(jwk).map((name) => String(jwk[name as keyof Jwk]))
  return secrets.reduce(
    (text, secret) => text.replaceAll(new RegExp(`${secret.slice(0, prefixLength)}[\\w-]*`, 'g'), '[private]'),
    output.replaceAll(partialPem, '[private]'),
  )
}
