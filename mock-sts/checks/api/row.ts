/** The shape of a row of the API check: a token, a proof, what the API must answer, and what says so. */
import type { Jwk } from 'helseid-contract/rules'
import type { Minted, MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'
import type { Guard } from './advice.ts'

/** How binding a row is, and what says so. */
export type Binding =
  | { readonly level: 'must'; readonly source: string }
  /** Any other answer is only a warning; `permits` is what permits it. */
  | { readonly level: 'should'; readonly source: string; readonly permits: string }

interface Request {
  /** The id of the row in the table of cases. */
  readonly id: string
  readonly title: string
  readonly must: 'succeed' | 401 | 403
  /** What the API does not check if it accepts this request; absent for a request that it must accept. */
  readonly guard?: Guard
  /** The endpoints it applies to: those that take DPoP, that depend on the organisation, or that require a nonce. Default: all. */
  readonly needs?: 'dpop' | 'organization' | 'nonce'
  /** How binding it is for an API that takes Bearer tokens only. Default: as for other APIs. */
  readonly atBearer?: Binding
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

export type ApiRow = Request & Binding

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
