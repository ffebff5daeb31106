/** The committed pacts, as data. */

import sts from 'helseid-contract/pacts/helseid-client-helseid.json' with { type: 'json' }
import api from 'helseid-contract/pacts/helseid-client-helseid-protected-api.json' with { type: 'json' }
import selvbetjening from 'helseid-contract/pacts/helseid-client-helseid-selvbetjening.json' with { type: 'json' }
import type { JsonObject } from '../json.ts'

/** The parts of a pact that are used here. https://github.com/pact-foundation/pact-specification/tree/version-4 */
export interface Pact {
  readonly consumer: { readonly name: string }
  readonly provider: { readonly name: string }
  readonly interactions: readonly PactInteraction[]
}

export interface PactInteraction {
  readonly description: string
  readonly comments?: { readonly rule?: string; readonly status?: string; readonly source?: string }
  readonly providerStates?: readonly { readonly name: string; readonly params?: JsonObject }[]
  readonly request: PactMessage & { readonly method: string; readonly path: string }
  readonly response: PactMessage & { readonly status: number }
}

export interface PactMessage {
  readonly headers?: Readonly<Record<string, readonly string[]>>
  readonly body?: { readonly content: unknown; readonly contentType: string }
  readonly matchingRules?: {
    readonly header?: Readonly<Record<string, PactRule>>
    readonly body?: Readonly<Record<string, PactRule>>
  }
}

export interface PactRule {
  readonly matchers: readonly PactMatcher[]
}

export interface PactMatcher {
  readonly match: string
  readonly regex?: string
  readonly min?: number
}

const named = <T>(pact: T): Pact => pact as unknown as Pact

/** One pact per provider. */
export const pacts = { sts: named(sts), selvbetjening: named(selvbetjening), api: named(api) } as const
