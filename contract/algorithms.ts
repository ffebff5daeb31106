/** Which JWS algorithms HelseID takes where. */

const rsaPkcs1 = ['RS256', 'RS384', 'RS512'] as const
const rsaPss = ['PS256', 'PS384', 'PS512'] as const
const ecdsa = ['ES256', 'ES384', 'ES512'] as const

/** Client assertions. `documented`: NHN's list of 2026-05 (krav til kryptografi); `accepted`: the product's default. */
export const assertionAlgorithms = {
  documented: [...rsaPss, ...ecdsa],
  accepted: [...rsaPkcs1, ...rsaPss, ...ecdsa],
} as const

/** DPoP proofs. `advertised` is the order recorded in the discovery document. */
export const dpopAlgorithms = {
  documented: [...rsaPss, ...ecdsa],
  advertised: [...rsaPkcs1, ...rsaPss, ...ecdsa],
} as const

/** HelseID signs access tokens with this one (recorded tokens, helseid.md 5). */
export const accessTokenAlgorithm = 'RS256'

/** Smallest RSA key NHN accepts, in bits (krav til kryptografi, 2026-05). */
export const minimumRsaBits = 2048
