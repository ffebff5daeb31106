/** The cases of a faithful twin: one request, one answer for each profile; the data is in cases/, readable from any language. */
import assertion from './cases/assertion.json' with { type: 'json' }
import proof from './cases/proof.json' with { type: 'json' }
import request from './cases/request.json' with { type: 'json' }
import type { OAuthErrorCode } from './errors.ts'
import type { Json } from './json.ts'
import type { Recipe } from './recipe.ts'
import type { Status } from './rule.ts'

export interface Case {
  /** Row of the table of cases: `A15`. */
  readonly id: string
  readonly title: string
  /** How sure `today` is. */
  readonly status: Status
  /** Requests that all get the same answer: that of their last leg. */
  readonly requests: readonly Recipe[]
  readonly today: Expectation
  /** `=`: the same as today. */
  readonly next: Expectation | '='
}

export type Expectation = ExpectedError | ExpectedToken

export interface ExpectedError {
  readonly error: OAuthErrorCode
  /** Exactly this `error_description`; without this member and the next two there is none. */
  readonly description?: string
  readonly descriptionStarts?: string
  readonly descriptionContains?: string
}

export interface ExpectedToken {
  /** Ids of the rules that warn, and no others; empty for a silent acceptance. */
  readonly warns: readonly string[]
  /** Members of the body besides the reference body's. */
  readonly body?: { readonly [member: string]: Json }
  /** Claims of the access token; `null`: absent. Placeholders as in recipes. */
  readonly claims?: { readonly [claim: string]: Json }
}

export const cases: readonly Case[] = [...assertion, ...request, ...proof] as unknown as readonly Case[]
