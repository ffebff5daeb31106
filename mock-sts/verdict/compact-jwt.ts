/** Decodes untrusted compact JWTs. */
import type { JsonObject } from 'helseid-contract/rules'
import { isDeeper, maxDepth, parseJson } from '../http/read-json.ts'

export type CompactJwt =
  | { readonly header: JsonObject; readonly claims: JsonObject; readonly input: string; readonly signature: Buffer }
  | { readonly unreadable: string }

const base64url = (part: string) => /^[A-Za-z0-9_-]*$/.test(part) && part.length % 4 !== 1

/** The standard alphabet and padding too, as Microsoft.IdentityModel decodes a proof (`Base64UrlEncoder`). */
const anyBase64 = (part: string) =>
  /^[A-Za-z0-9+/_-]*={0,2}$/.test(part) && (part.endsWith('=') ? part.length % 4 === 0 : part.length % 4 !== 1)

/** Splits and decodes a compact JWT, or says why it is unreadable. With `lenient`, its parts may be any base64. */
export function readCompactJwt(compact: string, { lenient = false } = {}): CompactJwt {
  const isEncoded = lenient ? anyBase64 : base64url
  const parts = compact.split('.')
  if (parts.length !== 3)
    return { unreadable: `it has ${parts.length} part${parts.length === 1 ? '' : 's'} instead of 3` }
  const [header, payload, signature] = parts as [string, string, string]
  for (const [name, part] of Object.entries({ header, payload, signature }))
    if (!isEncoded(part))
      return { unreadable: /\s/.test(part) ? `its ${name} contains white space` : `its ${name} is not base64url` }
  const headerObject = parseObject(header)
  if (headerObject === undefined) return { unreadable: 'its header is not a JSON object' }
  const claims = parseObject(payload)
  if (claims === undefined) return { unreadable: 'its payload is not a JSON object' }
  if (isDeeper(headerObject, maxDepth) || isDeeper(claims, maxDepth))
    return { unreadable: `its JSON is nested more than ${maxDepth} levels deep` }
  return { header: headerObject, claims, input: `${header}.${payload}`, signature: Buffer.from(signature, 'base64url') }
}

function parseObject(part: string): JsonObject | undefined {
  const value = parseJson(Buffer.from(part, 'base64url').toString('utf8'))
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
}
