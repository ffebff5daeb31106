/** Every number of HelseID's rules, once, in seconds, characters or bytes. Source: cases.md "Numbers, stated once". */

export const limits = {
  /** Documented lifetime of a client assertion: `exp` - now (SK2 of the security profile). */
  assertionLifetime: 10,
  /** Seconds that the lifetime rules tolerate above their limit. */
  assertionLifetimeTolerance: 5,
  /** The older documented lifetime (CF:541982723). */
  assertionLifetimeOld: 60,
  /** Clock skew of the product, `JwtValidationClockSkew`. */
  clockSkew: 300,
  /** Clock skew of FAPI 2.0, 5.3.2.1. */
  clockSkewFapi: 60,
  /** `nbf` this far ahead is silent. */
  nbfAheadSilent: 10,
  /** Assertion `jti` is remembered until `exp` and this much longer. */
  assertionJtiMargin: 300,
  /** DPoP proof `iat`, window of the product: validity 60 s, skew 300 s. */
  proofIatPast: 360,
  proofIatAhead: 300,
  /** DPoP proof `iat`, window under the profile `next`. */
  proofIatPastNext: 120,
  proofIatAheadNext: 60,
  /** DPoP proof `iat` further off than this warns. */
  proofIatSilent: 60,
  /** A server nonce is accepted up to and including this age, `ProofTokenValidityDuration`. */
  nonceLifetime: 60,
  /** A proof's `jti` is remembered this long: 60 + 2 x 300. */
  proofJtiMemory: 660,
  /** `InputLengthRestrictions`, in characters. */
  proofLength: 4000,
  assertionLength: 51_200,
  scopeLength: 300,
  resourceLength: 512,
  grantTypeLength: 100,
  clientIdLength: 100,
  /** The twin's own bound for a request body, in bytes. */
  bodyBytes: 64 * 1024,
  /** A body longer than this is not read at all, in bytes. */
  bodyBytesRead: 4 * 1024 * 1024,
  /** Lifetime of a key registered at Selvbetjening; the real one is not known (helseid.md 7). One year. */
  clientKeyLifetime: 365 * 24 * 60 * 60,
  /** Lifetime of an access token unless its API says otherwise (helseid.md 5). */
  accessTokenLifetime: 600,
} as const
