/** The limits in HelseID's rules, in seconds, characters or bytes; docs/rules.md names the source of each rule. */

export const limits = {
  /** Documented maximum lifetime of a client assertion: `exp` minus now (security profile SK2). */
  assertionLifetime: 10,
  /** Tolerance of the lifetime rules above their limit. */
  assertionLifetimeTolerance: 5,
  /** The older documented maximum lifetime (CF:541982723). */
  assertionLifetimeOld: 60,
  /** Clock skew of Duende, `JwtValidationClockSkew`. */
  clockSkew: 300,
  /** Clock skew of FAPI 2.0, 5.3.2.1. */
  clockSkewFapi: 60,
  /** An `nbf` further ahead than this warns (FAPI 2.0 5.3.2.1). */
  nbfAheadSilent: 10,
  /** An assertion's `jti` is remembered until this long after its `exp`. */
  assertionJtiMargin: 300,
  /** Window for the `iat` of a DPoP proof in Duende: validity 60 s, clock skew 300 s. */
  proofIatPast: 360,
  proofIatAhead: 300,
  /** Window for the `iat` of a DPoP proof in the profile `next`. */
  proofIatPastNext: 120,
  proofIatAheadNext: 60,
  /** An `iat` of a DPoP proof further from now than this warns. */
  proofIatSilent: 60,
  /** Maximum age of a server nonce, inclusive: Duende `ProofTokenValidityDuration`. */
  nonceLifetime: 60,
  /** How long a proof's `jti` is remembered: 60 + 2 × 300. */
  proofJtiMemory: 660,
  /** Duende `InputLengthRestrictions`, in characters. */
  proofLength: 4000,
  assertionLength: 51_200,
  scopeLength: 300,
  resourceLength: 512,
  grantTypeLength: 100,
  clientIdLength: 100,
  /** The twin's own limit for a request body, in bytes. */
  bodyBytes: 64 * 1024,
  /** A longer body is not read, in bytes. */
  bodyBytesRead: 4 * 1024 * 1024,
  /** Lifetime of a key registered through Selvbetjening: one year. HelseID's real value is unknown. */
  clientKeyLifetime: 365 * 24 * 60 * 60,
  /** Lifetime of an access token, unless its API has another. */
  accessTokenLifetime: 600,
} as const
