/** What a contract interaction is, the matchers that all of them use, and how one is told to Pact. */
import { MatchersV3, type PactV4 } from '@pact-foundation/pact'

/** Pact exports few of its types by name. */
type Unconfigured = ReturnType<PactV4['addInteraction']>
type Configured = ReturnType<ReturnType<Unconfigured['withRequest']>['willRespondWith']>
type RequestBuilder = Parameters<NonNullable<Parameters<Unconfigured['withRequest']>[2]>>[0]
type Rules = Parameters<RequestBuilder['matchingRules']>[0]

type Header = string | ReturnType<typeof MatchersV3.regex>

export interface Interaction {
  /** Provider states, in order. */
  readonly states: readonly string[]
  /** Unique within the contract. */
  readonly uponReceiving: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers?: Readonly<Record<string, Header>>
    readonly form?: Form
  }
  readonly response: {
    readonly status: number
    readonly headers?: Readonly<Record<string, Header>>
    readonly body?: Readonly<Record<string, unknown>>
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

/** A form with one matching rule a field: the default matcher of the media type refuses forms. */
export function formOf(fields: Readonly<Record<string, { readonly example: string; readonly regex?: string }>>): Form {
  const examples = Object.entries(fields).map(([name, { example }]): [string, string] => [name, example])
  const rules = Object.entries(fields).map(([name, { regex }]) => ({
    path: `$.${name}[0]`,
    rules: [regex === undefined ? { 'pact:matcher:type': 'equality' } : { 'pact:matcher:type': 'regex', regex }],
  }))
  return { body: Buffer.from(new URLSearchParams(examples).toString()), rules: { body: rules } as unknown as Rules }
}

/** Tells Pact an interaction; what is left is `executeTest`. */
export function addTo(pact: PactV4, { states, uponReceiving, request, response }: Interaction): Configured {
  let interaction = pact.addInteraction()
  for (const state of states) interaction = interaction.given(state)
  return interaction
    .uponReceiving(uponReceiving)
    .withRequest(request.method, request.path, (builder) => {
      if (request.headers) builder.headers({ ...request.headers })
      if (request.form) {
        builder.body('application/x-www-form-urlencoded', request.form.body)
        builder.matchingRules(request.form.rules)
      }
    })
    .willRespondWith(response.status, (builder) => {
      if (response.headers) builder.headers({ ...response.headers })
      if (response.body) builder.jsonBody(response.body)
    })
}
