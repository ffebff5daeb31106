/** Contract interactions: their shape, the matchers they share, and how one is added to a Pact. */
import { MatchersV3, type PactV4 } from '@pact-foundation/pact'
import type { JsonObject } from '../json.ts'
import type { Status } from '../rule.ts'
import type { Source } from '../sources.ts'

/** Pact exports few of its types by name. */
type Unconfigured = ReturnType<PactV4['addInteraction']>
type Configured = ReturnType<ReturnType<Unconfigured['withRequest']>['willRespondWith']>
type RequestBuilder = Parameters<NonNullable<Parameters<Unconfigured['withRequest']>[2]>>[0]
type Rules = Parameters<RequestBuilder['matchingRules']>[0]

type Header = string | ReturnType<typeof MatchersV3.regex>

/** The consumer of all pacts. */
export const consumer = 'helseid-client'

/** Each provider has its own pact, whose paths are relative to the provider's base address. */
export const providers = {
  /** Base address: an issuer. */
  sts: 'helseid',
  /** Base address: the `selvbetjening` of an environment. */
  selvbetjening: 'helseid-selvbetjening',
  /** Base address: any API protected by HelseID. */
  api: 'helseid-protected-api',
} as const

export type Provider = (typeof providers)[keyof typeof providers]

/** How HelseID's response is known. A `Rule` is evidence. */
export interface Evidence {
  /** Id of the rule that determines the response. */
  readonly id?: string
  readonly source: Source
  readonly status: Status
}

export interface Interaction {
  readonly provider: Provider
  /** Provider states in order, with their parameters: registrations, requests and scenarios. */
  readonly states: readonly (string | readonly [name: string, parameters: JsonObject])[]
  /** Unique within the contract. */
  readonly uponReceiving: string
  readonly evidence: Evidence
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, Header>>
    readonly form?: Form
    readonly json?: unknown
  }
  readonly response: {
    readonly status: number
    readonly headers?: Readonly<Record<string, Header>>
    readonly body?: unknown
  }
}

export interface Form {
  readonly body: Buffer
  readonly rules: Rules
}

/** Any compact JWT. */
export const jwtPattern = '^[\\w-]+\\.[\\w-]+\\.[\\w-]*$'
export const exampleJwt = 'e30.e30.AA'
export const jwt = MatchersV3.regex(jwtPattern, exampleJwt)

/** JSON, with any parameters. */
export const jsonContent = {
  'Content-Type': MatchersV3.regex('^application/json(;.*)?$', 'application/json; charset=UTF-8'),
} as const

/** An RFC 3339 time, with or without fractions of a second. */
export function dateTime(example: string) {
  return MatchersV3.regex('^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$', example)
}

/** A form with one matching rule per field, because Pact's default matcher rejects forms. */
export function formOf(fields: Readonly<Record<string, { readonly example: string; readonly regex?: string }>>): Form {
  const examples = Object.entries(fields).map(([name, { example }]): [string, string] => [name, example])
  const rules = Object.entries(fields).map(([name, { regex }]) => ({
    path: `$.${name}[0]`,
    rules: [regex === undefined ? { 'pact:matcher:type': 'equality' } : { 'pact:matcher:type': 'regex', regex }],
  }))
  return { body: Buffer.from(new URLSearchParams(examples).toString()), rules: { body: rules } as unknown as Rules }
}

/**
 * Adds an interaction to a Pact; `executeTest` is up to the caller.
 * @example
 * const test = addTo(pact, interactions.tokenForAllScopes).executeTest(async ({ url }) => {
 */
export function addTo(pact: PactV4, { states, uponReceiving, evidence, request, response }: Interaction): Configured {
  let interaction = pact.addInteraction()
  for (const state of states) {
    const [name, parameters] = typeof state === 'string' ? [state] : state
    interaction = parameters ? interaction.given(name, parameters as never) : interaction.given(name)
  }
  for (const [key, value] of Object.entries(comments(evidence))) interaction = interaction.comment({ key, value })
  return interaction
    .uponReceiving(uponReceiving)
    .withRequest(request.method, request.path, (builder) => {
      if (request.headers) builder.headers({ ...request.headers })
      if (request.json !== undefined) builder.jsonBody(request.json)
      if (request.form) {
        builder.body('application/x-www-form-urlencoded', request.form.body)
        builder.matchingRules(request.form.rules)
      }
    })
    .willRespondWith(response.status, (builder) => {
      if (response.headers) builder.headers({ ...response.headers })
      if (response.body !== undefined) builder.jsonBody(response.body)
    })
}

/** The evidence as comments of the interaction, so that the pact file states it by itself. */
function comments({ id, source: { reference, url }, status }: Evidence): Record<string, string> {
  return {
    ...(id !== undefined && { rule: id }),
    status,
    source: url === undefined ? reference : `${reference} ${url}`,
  }
}
