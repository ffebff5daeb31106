/** Checks the form of a compact JWS before anything is fetched or verified. */
import { TokenRefused } from './token-refused.ts'

/**
 * Reads the header of a token or proof: three parts of canonical base64url (no padding, RFC 7515 2) and a header that
 * is a JSON object. Extensions are refused, because the verifier understands none (RFC 7515 4.1.11): `crit`, `b64`
 * (RFC 7797) and `zip`.
 * @throws {TokenRefused} `token-malformed` or `proof-malformed`
 */
export function readHeader(jws: string, what: 'token' | 'proof'): Readonly<Record<string, unknown>> {
  const malformed = (why: string) => new TokenRefused(`${what}-malformed`, why)
  const parts = jws.split('.')
  if (parts.length !== 3 || !parts.every(isBase64url)) throw malformed(`the ${what} is not a JWT`)
  const header = parseObject(parts[0] as string)
  if (header === undefined) throw malformed(`the ${what} is not a JWT`)
  const extension = extensions.find((name) => Object.hasOwn(header, name))
  if (extension !== undefined) throw malformed(`the ${what}'s header must not have ${extension}`)
  return header
}

const extensions = ['crit', 'b64', 'zip']

function isBase64url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part
}

function parseObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
