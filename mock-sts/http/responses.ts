/** Responses in HelseID's form: status, headers, member order. */
import { errorStatus, helseIdJson, type OAuthErrorCode, tokenEndpointHeaders } from 'helseid-contract'
import { shortened, shortenedFaults } from './long-text.ts'
import { TextResponse } from './text-response.ts'

/** Body of a successful token response, members in HelseID's order (helseid.md 3.2). */
export interface TokenResponse {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'DPoP' | 'Bearer'
  readonly scope: string
  readonly rejected_scope?: string
}

/** A successful token response (helseid.md 3.2). */
export function tokenResponse(body: TokenResponse): Response {
  const { access_token, expires_in, token_type, scope, rejected_scope } = body
  const members = {
    access_token,
    expires_in,
    token_type,
    scope,
    ...(rejected_scope !== undefined && { rejected_scope }),
  }
  return new TextResponse(helseIdJson(members), { status: 200, headers: tokenEndpointHeaders })
}

/** An error of the token endpoint: always 400; without a description the member is omitted (Duende TokenErrorResult). */
export function errorResponse(
  { error, description }: { error: OAuthErrorCode; description?: string },
  nonce?: string,
): Response {
  const body = { error, ...(description !== undefined && { error_description: description }) }
  const headers = { ...tokenEndpointHeaders, ...(nonce !== undefined && { 'DPoP-Nonce': nonce }) }
  return new TextResponse(helseIdJson(body), { status: errorStatus, headers })
}

/** Metadata and JWKS: JSON without a caching header (Duende's `ResponseCacheInterval` is unset). */
export function documentResponse(document: unknown): Response {
  return new TextResponse(helseIdJson(document), {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
  })
}

/** Errors of the twin itself, as problem details (RFC 9457); a long text is cut before anything reads it. https://www.rfc-editor.org/rfc/rfc9457 */
export function problemResponse(
  status: number,
  title: string,
  detail: string,
  /** Faults with their locations, if there are several or they have one. */
  errors: readonly object[] = [],
): Response {
  const faults = shortenedFaults(errors)
  return new TextResponse(
    JSON.stringify({ title, status, detail: shortened(detail), ...(faults.length > 0 && { errors: faults }) }),
    {
      status,
      headers: { 'Content-Type': 'application/problem+json' },
    },
  )
}

/** Header names in HelseID's spelling. A fetch `Headers` has them in lower case. */
export const recordedHeaderNames: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  'cache-control': 'Cache-Control',
  pragma: 'Pragma',
  'dpop-nonce': 'DPoP-Nonce',
  'www-authenticate': 'WWW-Authenticate',
  allow: 'Allow',
  date: 'Date',
}
