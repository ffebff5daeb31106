/** The JWTs of a request and its response, decoded for a reader; nothing here is verified. */
import type { JsonObject } from 'helseid-contract/rules'
import { parseJson } from '../http/read-json.ts'
import { readCompactJwt } from '../verdict/compact-jwt.ts'

export type DecodedJwt = { readonly compact: string } & (
  | { readonly header: JsonObject; readonly claims: JsonObject }
  | { readonly unreadable: string }
)

export interface Decoded {
  readonly assertion?: DecodedJwt
  readonly proof?: DecodedJwt
  /** Presented to an API, or issued in the response. */
  readonly accessToken?: DecodedJwt
}

/** A request and, if known, the body of its response. */
export interface Exchanged {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | undefined
  readonly answer?: string | undefined
}

export function decodedOf({ headers, body = '', answer }: Exchanged): Decoded {
  const [, presented] = /^(?:DPoP|Bearer)\s+(\S+)$/i.exec(fieldOf(headers, 'authorization') ?? '') ?? []
  const found = {
    assertion: new URLSearchParams(body).get('client_assertion') ?? undefined,
    proof: fieldOf(headers, 'dpop'),
    accessToken: presented ?? issuedToken(answer),
  }
  return Object.fromEntries(
    Object.entries(found).flatMap(([part, compact]) => (compact ? [[part, decodedJwt(compact)]] : [])),
  )
}

function decodedJwt(compact: string): DecodedJwt {
  const jwt = readCompactJwt(compact, { lenient: true })
  if ('unreadable' in jwt) return { compact, unreadable: jwt.unreadable }
  return { compact, header: jwt.header, claims: jwt.claims }
}

function fieldOf(headers: Exchanged['headers'], name: string): string | undefined {
  return headers.find(([field]) => field.toLowerCase() === name)?.[1]
}

/** In a response of the token endpoint, or of the test-token service. */
function issuedToken(answer: string | undefined): string | undefined {
  const body = answer?.startsWith('{') ? parseJson(answer) : undefined
  const { access_token: token, successResponse } = (body ?? {}) as Record<string, unknown>
  const { accessTokenJwt } = (successResponse ?? {}) as Record<string, unknown>
  return [token, accessTokenJwt].find((value) => typeof value === 'string')
}
