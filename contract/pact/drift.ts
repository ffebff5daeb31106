/** Sends the requests of the token pact to an issuer, and reports where its responses differ. */
import { registrationOf } from '../exchange.ts'
import type { Status } from '../rule.ts'
import { createControlPlane } from './control-plane.ts'
import { assertIssuer, isLoopback } from './issuer-address.ts'
import { issuerDifference } from './issuer-difference.ts'
import { type PactInteraction, pacts } from './pacts.ts'
import { parsedMembers } from './parsed-members.ts'
import { type Answer, type Difference, responseDifferences, withoutTokens } from './response-differences.ts'
import { exampleRights, rightWords, type StsClient } from './sts-client.ts'
import { createStsRequests, exampleOrOwn, newKey as generateKey, type StsRequestOptions } from './sts-requests.ts'
import { recipeOf, stsStates } from './sts-states.ts'

export { isLoopback } from './issuer-address.ts'

export interface DriftOptions extends StsRequestOptions {
  /** Required for an issuer that is not on this machine: its log will show rejected requests of this client. */
  readonly yes?: boolean
  /** Pause between two requests, in milliseconds. Default: 1000; 0 on this machine. */
  readonly pace?: number
  /** Timeout for each response, in milliseconds. Default: 10,000. */
  readonly timeout?: number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Waits this many milliseconds. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** Default: the interactions of the committed token pact. */
  readonly interactions?: readonly PactInteraction[]
  /**
   * Opens a session of the twin that the issuer belongs to. Interactions that the client cannot reach are then set up
   * there, each in its own session, as for Pact’s verifier.
   */
  readonly openSession?: () => Promise<DriftSession>
}

/** A session of a twin, which ends after one interaction. */
export interface DriftSession {
  /** Prefix of all its addresses. */
  readonly origin: string
  readonly issuer: string
  readonly controlToken?: string
  end(): Promise<void>
}

/**
 * `same`: as in the contract. `differs`: differs from a confirmed interaction. `learned`: differs from a likely or
 * unknown one, so the contract may be wrong. `not reached`: not sent, because something it needs was not given.
 */
export type DriftOutcome = 'same' | 'differs' | 'learned' | 'not reached'

export interface DriftRow {
  /** The interaction's description. */
  readonly interaction: string
  readonly outcome: DriftOutcome
  /** How well the interaction is known. */
  readonly status: Status
  readonly source: string
  /** Id of the rule that determines the response. */
  readonly rule?: string
  readonly differences: readonly Difference[]
  /** The response in short: status, and `error` with its description if present, such as `400 invalid_scope`. */
  readonly answered?: string
  /** Why the interaction was not reached, as a sentence. */
  readonly because?: string
}

/** The connection failed, or the response timed out. */
interface NoAnswer {
  readonly failure: Error
}

const defaults = { pace: 1000, timeout: 10_000 } as const

/**
 * Yields one row per interaction, as soon as it is known.
 * @throws {TypeError} for an issuer that is not on this machine, without `yes`; for an invalid issuer; `fetch failed`
 * if the first request gets no response
 * @example
 * for await (const row of findDrift({ client, ...options })) rows.push(row)
 */
export async function* findDrift(options: DriftOptions): AsyncGenerator<DriftRow, void> {
  const { issuer, client, yes = false, interactions = pacts.sts.interactions } = options
  assertIssuer(issuer)
  if (!isLoopback(issuer) && !yes)
    throw new TypeError(
      `${issuer} is not on this machine: set yes to send it requests, many of them invalid on purpose`,
    )
  const sendInteraction = createSender(options)
  const rowOf = (interaction: PactInteraction, answer: Answer | NoAnswer, answering: string): DriftRow => {
    const about = evidenceOf(interaction)
    const differences = 'failure' in answer ? [noAnswer(answer.failure)] : differencesOf(interaction, answer, answering)
    const outcome = differences.length === 0 ? 'same' : about.status === 'confirmed' ? 'differs' : 'learned'
    return { ...about, outcome, differences, ...('status' in answer && { answered: inShort(answer) }) }
  }
  let isReached = false
  // Interactions with the fewest states first; those not reached last.
  const inOrder = interactions.toSorted((one, other) => statesOf(one).length - statesOf(other).length)
  for (const interaction of inOrder.filter((one) => whyNotReached(one, client) === undefined)) {
    const answer = await sendInteraction(interaction)
    if (!isReached && 'failure' in answer) throw answer.failure
    isReached = true
    yield rowOf(interaction, answer, issuer)
  }
  for (const interaction of inOrder) {
    const because = whyNotReached(interaction, client)
    if (because === undefined) continue
    const session = await options.openSession?.()
    if (session === undefined) yield { ...evidenceOf(interaction), outcome: 'not reached', differences: [], because }
    else yield rowOf(interaction, await sendInSession(interaction, session, options), session.issuer)
  }
}

/** Sets the states up in the session, sends the request, and ends the session. */
async function sendInSession(
  interaction: PactInteraction,
  session: DriftSession,
  options: DriftOptions,
): Promise<Answer | NoAnswer> {
  const { issuer, origin: twin, controlToken } = session
  const { newKey = generateKey, fetch: send } = options
  const client = { clientId: 'helseid-pact', key: newKey(), ...exampleRights }
  const { context } = createStsRequests({ ...options, issuer, client })
  const control = createControlPlane({
    twin,
    ...(send && { fetch: send }),
    ...(controlToken !== undefined && { controlToken }),
  })
  try {
    for (const [index, { name, params = {} }] of (interaction.providerStates ?? []).entries()) {
      if (stsStates[name] === undefined)
        await control.useScenario({ name, clientId: client.clientId, parameters: params })
      const { client: change = {}, otherClient } = recipeOf(statesOf(interaction).slice(0, index + 1), exampleRights)
      await control.registerClient(registrationOf(change, context.clientId, context))
      if (otherClient) await control.registerClient(registrationOf(otherClient, context.otherClientId, context))
    }
    return await createSender({ ...options, issuer, client })(interaction)
  } finally {
    await session.end()
  }
}

function statesOf({ providerStates = [] }: PactInteraction): readonly string[] {
  return providerStates.map(({ name }) => name)
}

/** Reports a place once, even if two checks find it. */
function differencesOf(interaction: PactInteraction, answer: Answer, issuer: string): readonly Difference[] {
  const found = responseDifferences(interaction, answer)
  return found.some(({ at }) => at === '$.issuer')
    ? found
    : [...found, ...issuerDifference(interaction, answer, issuer)]
}

function noAnswer({ message, cause }: Error): Difference {
  return { at: 'answer', expected: 'a response', seen: cause instanceof Error ? cause.message : message }
}

function evidenceOf({ description, comments = {} }: PactInteraction) {
  const { status = 'unknown', source = '', rule } = comments
  return { interaction: description, status: status as Status, source, ...(rule !== undefined && { rule }) }
}

function whyNotReached(interaction: PactInteraction, client: StsClient): string | undefined {
  for (const name of statesOf(interaction)) {
    const state = stsStates[name]
    if (state === undefined) return `Only a twin can fail on purpose: ${name}.`
    const missing = (state.needs ?? []).filter((right) => client[right] === undefined)
    if (state.twinOnly !== undefined) return state.twinOnly
    if (missing.length > 0) return `Needs ${missing.map((right) => rightWords[right]).join(' and ')}.`
    if (state.tenancy !== undefined && state.tenancy !== client.tenancy) return `Needs a ${state.tenancy} client.`
  }
  return undefined
}

/**
 * Creates a function that sends an interaction's request, and retries once after a nonce challenge if a state provides
 * a nonce.
 */
function createSender(options: DriftOptions): (interaction: PactInteraction) => Promise<Answer | NoAnswer> {
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
