/** The cases: a request and its answer in each profile. The data is JSON in cases/, readable from any language. */
import assertion from './cases/assertion.json' with { type: 'json' }
import endpoints from './cases/endpoints.json' with { type: 'json' }
import proof from './cases/proof.json' with { type: 'json' }
import request from './cases/request.json' with { type: 'json' }
import type { EndpointAnswerCode } from './endpoint-rules/endpoint-rule.ts'
import type { JudgedEndpoint } from './endpoint-rules/index.ts'
import type { OAuthErrorCode } from './errors.ts'
import type { Json } from './json.ts'
import type { Recipe } from './recipe.ts'
import type { Status } from './rule.ts'

/**
 * A case.
 * @example
 * cases.find(({ id }) => id === 'A34')?.today // { error: 'invalid_client' }
 */
export interface Case {
  /** `A15`: the letter is A for the client assertion, B for the token request, C for the DPoP proof. */
  readonly id: string
  readonly title: string
  /** How well `today` is known. */
  readonly status: Status
  /** The documents that `today` and `next` rest on, as in the `source` of a rule: `UP:feilmeldinger; RFC 9449 8`. */
  readonly source: string
  /** Requests that all get the same answer. A request with several legs has the answer of its last leg. */
  readonly requests: readonly Recipe[]
  readonly today: Expectation
  /** `=`: the same as today. */
  readonly next: Expectation | '='
}

export type Expectation = ExpectedError | ExpectedToken

export interface ExpectedError {
  readonly error: OAuthErrorCode
  /** The exact `error_description`. Without this member and the next two, the answer has none. */
  readonly description?: string
  readonly descriptionStarts?: string
  readonly descriptionContains?: string
}

export interface ExpectedToken {
  /** Ids of exactly those rules that warn; empty when none does. */
  readonly warns: readonly string[]
  /** Members of the body in addition to those of the reference body. */
  readonly body?: { readonly [member: string]: Json }
  /** Claims of the access token; `null` for an absent claim. Placeholders as in recipes. */
  readonly claims?: { readonly [claim: string]: Json }
}

export const cases: readonly Case[] = [...assertion, ...request, ...proof] as unknown as readonly Case[]

/**
 * A case of revocation or introspection. The field `token` of a request is an access token of the client, `${token}`, unless the
 * recipe names another: `${otherClientToken}`, `${otherIssuerToken}`, `${otherSignature}`, `${endedToken}`.
 * @example
 * endpointCases.find(({ id }) => id === 'I23')?.today // { status: 400, error: 'missing_token' }
 */
export interface EndpointCase {
  /** `I23`: I01 to I20 are of revocation, I21 and later of introspection. */
  readonly id: string
  readonly endpoint: JudgedEndpoint
  readonly title: string
  readonly status: Status
  /** Requests that all get the same answer. */
  readonly requests: readonly Recipe[]
  readonly today: EndpointExpectation
  /** `=`: the same as today. */
  readonly next: EndpointExpectation | '='
}

export interface EndpointExpectation {
  readonly status: number
  /** The error in the body; without this member the body is `body`. */
  readonly error?: EndpointAnswerCode
  /** An empty text for no body; `claims` for the token's claims with `active`, `token_type` and `scope`. */
  readonly body?: Json
  /** With the body `claims`: claims that differ from those of the token; `null` for an absent claim. */
  readonly claims?: { readonly [claim: string]: Json }
  /** Whether the response is a JWT with `body` as its claim `token_introspection` (RFC 9701). Default: false. */
  readonly jwt?: boolean
  /** With status 200: ids of exactly those rules that warn. Default: none. */
  readonly warns?: readonly string[]
}

export const endpointCases: readonly EndpointCase[] = endpoints as unknown as readonly EndpointCase[]
