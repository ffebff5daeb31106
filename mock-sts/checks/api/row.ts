/** The shape of a row of the API check: a token, a proof, and what the API must answer. */
import type { Jwk } from 'helseid-contract/rules'
import type { Minted, MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'

export interface ApiRow {
  /** The id of the row in the table of cases. */
  readonly id: string
  readonly title: string
  readonly must: 'succeed' | 401 | 403
  /** `should`: any other answer is only a warning. Default: `must`. */
  readonly level?: 'should'
  /** What the API does not check if it accepts this request. */
  readonly guard: string
  readonly source: string
  /** The endpoints it applies to: those that take DPoP, that depend on the organisation, or that require a nonce. Default: all. */
  readonly needs?: 'dpop' | 'organization' | 'nonce'
  /** How the token differs from the valid one when it is minted. */
  readonly token?: (context: RowContext) => MintOptions
  /** What is sent instead of the minted token; undefined: no token. */
  readonly sent?: (minted: Minted, context: RowContext) => string | undefined
  readonly scheme?: 'DPoP' | 'Bearer'
  readonly brokenProof?: ProofFault
  /** The number of `DPoP` headers. Default: one. */
  readonly proofs?: 0 | 2
  /** The same request is sent twice, and the second answer is judged. */
  readonly twice?: true
  /** The proof is sent without the API's nonce. */
  readonly withoutNonce?: true
}

/** The values that the rows refer to. */
export interface RowContext {
  readonly issuer: string
  /** The issuer of another environment. */
  readonly otherIssuer: string
  readonly scope: string
  /** Epoch seconds. */
  readonly now: () => number
  /** A signer that is not HelseID: a private RSA key, and the URL of a JWKS with its public key. */
  readonly untrusted: { readonly jwk: Jwk & { readonly kid: string }; readonly jwksUrl: string }
}
