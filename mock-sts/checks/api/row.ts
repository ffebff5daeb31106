/** What a row of the API check is: a token and a proof, and what an API must answer to them. */
import type { Jwk } from 'helseid-contract/rules'
import type { Minted, MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'

export interface ApiRow {
  /** Row of the table of cases. */
  readonly id: string
  readonly title: string
  readonly must: 'succeed' | 401 | 403
  /** `should`: a warning where the API answers otherwise. Default: `must`. */
  readonly level?: 'should'
  /** What an API that lets it in does not look at. */
  readonly guard: string
  readonly source: string
  /** Where it makes sense: at an endpoint that takes DPoP; one that depends on the organisation; one that requires a nonce. */
  readonly needs?: 'dpop' | 'organization' | 'nonce'
  /** How its token is minted otherwise than the good one. */
  readonly token?: (context: RowContext) => MintOptions
  /** What is sent instead of the token that was minted; undefined: none. */
  readonly sent?: (minted: Minted, context: RowContext) => string | undefined
  readonly scheme?: 'DPoP' | 'Bearer'
  readonly brokenProof?: ProofFault
  /** How many `DPoP` headers there are. Default: one. */
  readonly proofs?: 0 | 2
  /** The very same request goes before. */
  readonly twice?: true
  /** Without the nonce that the API has given. */
  readonly withoutNonce?: true
}

/** What the rows speak of. */
export interface RowContext {
  readonly issuer: string
  /** Issuer of another environment. */
  readonly otherIssuer: string
  readonly scope: string
  /** In epoch seconds. */
  readonly now: () => number
  /** Somebody who is not HelseID: a private RSA key, and the address of its public half. */
  readonly untrusted: { readonly jwk: Jwk & { readonly kid: string }; readonly jwksUrl: string }
}
