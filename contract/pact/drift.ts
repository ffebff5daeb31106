/** Asks an issuer what the token pact says a client asks, and tells where its answers differ, interaction by interaction. */
import type { Status } from '../rule.ts'
import { assertIssuer, isLoopback } from './issuer-address.ts'
import { issuerDifference } from './issuer-difference.ts'
import { type PactInteraction, pacts } from './pacts.ts'
import { parsedMembers } from './parsed-members.ts'
import { type Answer, type Difference, responseDifferences, withoutTokens } from './response-differences.ts'
import { rightWords, type StsClient } from './sts-client.ts'
import { createStsRequests, exampleOrOwn, type StsRequestOptions } from './sts-requests.ts'
import { recipeOf, stsStates } from './sts-states.ts'

export { isLoopback } from './issuer-address.ts'

export interface DriftOptions extends StsRequestOptions {
  /** Said on purpose, for an issuer that is not on this machine: its log will show refused requests of this client. */
  readonly yes?: boolean
  /** Between two requests, in milliseconds. Default: 1000, and none on this machine. */
  readonly pace?: number
  /** For each answer, in milliseconds. Default: 10,000. */
  readonly timeout?: number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Lets so many milliseconds pass. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** Default: the committed token pact. */
  readonly interactions?: readonly PactInteraction[]
}

/**
 * `same`: as the contract says. `differs`: other than the contract says on good grounds. `learned`: other than it says on weak ones,
 * so that the contract may be wrong. `not reached`: nobody has given what it takes.
 */
export type DriftOutcome = 'same' | 'differs' | 'learned' | 'not reached'

export interface DriftRow {
  /** Description of the interaction. */
  readonly interaction: string
  readonly outcome: DriftOutcome
  /** How sure the contract is. */
  readonly status: Status
  readonly source: string
  /** Id of the rule that decides the answer. */
  readonly rule?: string
  readonly differences: readonly Difference[]
  /** Status, and `error` with its description where there is one: `400 invalid_scope`. */
  readonly answered?: string
  /** Why it was not reached, as a sentence. */
  readonly because?: string
}

/** The connection was broken, or nothing came in time. */
interface NoAnswer {
  readonly failure: Error
}

const defaults = { pace: 1000, timeout: 10_000 } as const

/**
 * One row an interaction, as soon as it is known.
 * @throws {TypeError} without `yes` for an issuer that is not on this machine; for what is no issuer; `fetch failed` if it never answers
 */
export async function* findDrift(options: DriftOptions): AsyncGenerator<DriftRow, void> {
  const { issuer, client, yes = false, interactions = pacts.sts.interactions } = options
  assertIssuer(issuer)
  if (!isLoopback(issuer) && !yes)
    throw new TypeError(`${issuer} is not on this machine: say yes to send it requests, many of them bad on purpose`)
  const ask = createAsker(options)
  let isReached = false
  // The plainest first; what is not reached comes last.
  const inOrder = interactions.toSorted((one, other) => statesOf(one).length - statesOf(other).length)
  for (const interaction of inOrder.filter((one) => whyNotReached(one, client) === undefined)) {
    const about = evidenceOf(interaction)
    const answer = await ask(interaction)
    if (!isReached && 'failure' in answer) throw answer.failure
    isReached = true
    const differences = 'failure' in answer ? [noAnswer(answer.failure)] : differencesOf(interaction, answer, issuer)
    const outcome = differences.length === 0 ? 'same' : about.status === 'confirmed' ? 'differs' : 'learned'
    yield { ...about, outcome, differences, ...('status' in answer && { answered: inShort(answer) }) }
  }
  for (const interaction of inOrder) {
    const because = whyNotReached(interaction, client)
    if (because !== undefined) yield { ...evidenceOf(interaction), outcome: 'not reached', differences: [], because }
  }
}

function statesOf({ providerStates = [] }: PactInteraction): readonly string[] {
  return providerStates.map(({ name }) => name)
}

/** Two grounds to differ at one place are one difference. */
function differencesOf(interaction: PactInteraction, answer: Answer, issuer: string): readonly Difference[] {
  const found = responseDifferences(interaction, answer)
  return found.some(({ at }) => at === '$.issuer')
    ? found
    : [...found, ...issuerDifference(interaction, answer, issuer)]
}

function noAnswer({ message, cause }: Error): Difference {
  return { at: 'answer', expected: 'an answer', seen: cause instanceof Error ? cause.message : message }
}

function evidenceOf({ description, comments = {} }: PactInteraction) {
  const { status = 'unknown', source = '', rule } = comments
  return { interaction: description, status: status as Status, source, ...(rule !== undefined && { rule }) }
}

function whyNotReached(interaction: PactInteraction, client: StsClient): string | undefined {
  for (const name of statesOf(interaction)) {
    const state = stsStates[name]
    if (state === undefined) return `Only a twin can be made to fail on purpose: ${name}.`
    const missing = (state.needs ?? []).filter((right) => client[right] === undefined)
    if (state.twinOnly !== undefined) return state.twinOnly
    if (missing.length > 0) return `It takes ${missing.map((right) => rightWords[right]).join(' and ')}.`
    if (state.tenancy !== undefined && state.tenancy !== client.tenancy) return `It takes a ${state.tenancy} client.`
  }
  return undefined
}

/** Sends what the pact says, and answers one nonce challenge where the client knows how to. */
function createAsker(options: DriftOptions): (interaction: PactInteraction) => Promise<Answer | NoAnswer> {
  const { issuer, client, fetch: send = fetch, timeout = defaults.timeout } = options
  const { pace = isLoopback(issuer) ? 0 : defaults.pace, wait = sleep } = options
  const requests = createStsRequests(options)
  let nonce: string | undefined
  let isFirst = true

  const get = async (url: string, init: RequestInit): Promise<Answer | NoAnswer> => {
    if (!isFirst && pace > 0) await wait(pace)
    isFirst = false
    try {
      const response = await send(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeout) })
      const { status, headers } = response
      nonce = headers.get('dpop-nonce') ?? nonce
      return { status, headers, body: await response.text() }
    } catch (failure) {
      return { failure: failure as Error }
    }
  }
  return async (interaction) => {
    const { request } = interaction
    const { method, path } = request
    if (request.body === undefined) return get(issuer + path, { method })
    const names = statesOf(interaction)
    const form = Object.fromEntries(new URLSearchParams(String(request.body.content)))
    const knowsNonce = names.some((name) => stsStates[name]?.nonce)
    const post = () => {
      const made = requests.make(recipeOf(names, exampleOrOwn(client)), form, knowsNonce ? nonce : undefined)
      return get(made.url, { method, headers: made.headers.map(([name, value]) => [name, value]), body: made.body })
    }
    const answer = await post()
    return knowsNonce && isChallenge(answer) ? post() : answer
  }
}

function isChallenge(answer: Answer | NoAnswer): boolean {
  if ('failure' in answer) return false
  return answer.headers.has('dpop-nonce') && parsedMembers(answer.body).error === 'use_dpop_nonce'
}

function inShort({ status, body }: Answer): string {
  const { error, error_description: description } = parsedMembers(body)
  const words = [typeof error === 'string' && error, typeof description === 'string' && `"${description}"`]
  return withoutTokens([status, ...words.filter(Boolean)].join(' '))
}

async function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
