/** The OAuth errors of HelseID's token endpoint. */

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

/** Status of every error of the token endpoint, including `invalid_client` (Duende TokenErrorResult). */
export const errorStatus = 400

/**
 * Headers of every response of the token endpoint, in the case that HelseID uses (Duende TokenErrorResult,
 * TokenResult).
 */
export const tokenEndpointHeaders = {
  'Content-Type': 'application/json; charset=UTF-8',
  'Cache-Control': 'no-store, no-cache, max-age=0',
  Pragma: 'no-cache',
} as const

export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** `typ` of a client assertion (UP:sfm-id_for_multi_tenant-klienter, 2026-02-16). */
export const clientAssertionTyp = 'client-authentication+jwt'
/** `typ` of a DPoP proof (RFC 9449 4.2). */
export const dpopTyp = 'dpop+jwt'
