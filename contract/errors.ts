/** The OAuth errors of HelseID's token endpoint: all of them status 400 (Duende TokenErrorResult). */

export const oauthErrorCodes = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'invalid_dpop_proof',
  'use_dpop_nonce',
  'access_denied',
] as const

export type OAuthErrorCode = (typeof oauthErrorCodes)[number]

/** Status of every error of the token endpoint, `invalid_client` included (helseid.md 1.4). */
export const errorStatus = 400

/** Headers of every answer of the token endpoint, good or bad, in the case HelseID writes them (helseid.md 1.4). */
export const tokenEndpointHeaders = {
  'Content-Type': 'application/json; charset=UTF-8',
  'Cache-Control': 'no-store, no-cache, max-age=0',
  Pragma: 'no-cache',
} as const

export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** `typ` of a client assertion (UP:sfm-id for multi-tenant-klienter, 2026-02-16). */
export const clientAssertionTyp = 'client-authentication+jwt'
/** `typ` of a DPoP proof (RFC 9449 4.2). */
export const dpopTyp = 'dpop+jwt'
