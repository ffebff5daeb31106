/** The JWS algorithms that HelseID accepts, for each kind of JWT. */

const rsaPkcs1 = ['RS256', 'RS384', 'RS512'] as const
const rsaPss = ['PS256', 'PS384', 'PS512'] as const
const ecdsa = ['ES256', 'ES384', 'ES512'] as const

/** Client assertions. `documented`: NHN's list of May 2026 (UP:krav_til_kryptografi); `accepted`: Duende's default. */
export const assertionAlgorithms = {
  documented: [...rsaPss, ...ecdsa],
  accepted: [...rsaPkcs1, ...rsaPss, ...ecdsa],
} as const

/** DPoP proofs. `advertised` is in the order recorded in the discovery document. */
export const dpopAlgorithms = {
  documented: [...rsaPss, ...ecdsa],
  advertised: [...rsaPkcs1, ...rsaPss, ...ecdsa],
} as const

/** The algorithm with which HelseID signs access tokens, as in recorded tokens. */
export const accessTokenAlgorithm = 'RS256'

/** Smallest RSA key that NHN accepts, in bits (UP:krav_til_kryptografi). */
export const minimumRsaBits = 2048
