/** Puts states and a filter into the form in which Pact's Verifier takes them. */
import type { VerifierOptions } from '@pact-foundation/pact'
import { type FilteredRequest, isOfPact, type RequestFilter } from './request-filter.ts'

/** Options of Pact's `Verifier`; spread them beside `provider` and the pacts. */
export type Verification = Required<
  Pick<VerifierOptions, 'providerBaseUrl' | 'changeOrigin' | 'stateHandlers' | 'requestFilter'>
>

/** States as Pact takes them: functions, or pairs of `setup` and `teardown`. */
export type StateHandlers = Verification['stateHandlers']
type StateHandler = StateHandlers[string]

export interface VerificationParts {
  readonly providerBaseUrl: string
  readonly states: StateHandlers
  /** Forgets what the states have done. */
  readonly clear: () => Promise<void>
  /** Makes the request of the pact one that can be sent now. */
  readonly renew: (request: FilteredRequest) => Promise<void>
}

/** A status that no pact expects, so that it passes for no answer of the provider's. */
const unexpected = 599

/** What Pact posts before and after an interaction, for each of its states. */
interface StateChange {
  readonly state?: string
  readonly action?: string
}

/**
 * Pact only prints that a state is unknown or could not be set up, and goes on: here the interaction fails, with the reason as its
 * answer and on stderr. What cannot be undone fails the next one.
 */
export function createVerification({ providerBaseUrl, states, clear, renew }: VerificationParts): Verification {
  let failure: unknown
  let isOver = false

  const begin = () => {
    isOver = false
  }
  /** Each state of an interaction is torn down, and all of them end it. */
  const end = () => {
    if (!isOver) failure = undefined
    isOver = true
  }
  const handler = (state: StateHandler): StateHandler => {
    const { setup, teardown } = typeof state === 'function' ? { setup: state } : { teardown: undefined, ...state }
    return {
      async setup(parameters) {
        begin()
        try {
          return await setup?.(parameters)
        } catch (error) {
          failure ??= error
        }
      },
      async teardown(parameters) {
        end()
        try {
          await teardown?.(parameters)
          await clear()
        } catch (error) {
          failure ??= error
          throw error
        }
      },
    }
  }
  const noticeUnknown = ({ state, action }: StateChange) => {
    if (!state || Object.hasOwn(states, state)) return
    if (action === 'teardown') return end()
    begin()
    failure ??= new Error(`there is no state "${state}"; states of your own are given as \`states\``)
  }
  const requestFilter: RequestFilter = async (request, response, next) => {
    if (isOfPact(request)) {
      noticeUnknown((request.body ?? {}) as StateChange)
      return next()
    }
    try {
      if (failure !== undefined) throw failure
      await renew(request)
    } catch (error) {
      const reason = `The interaction could not be prepared: ${String(error)}`
      // Pact's report shows no more of this answer than its status.
      console.error(reason)
      response.status(unexpected).send(reason)
      return
    }
    next()
  }
  return {
    providerBaseUrl,
    // The provider then sees the host that a proof names.
    changeOrigin: true,
    stateHandlers: Object.fromEntries(Object.entries(states).map(([name, state]) => [name, handler(state)])),
    requestFilter: requestFilter as Verification['requestFilter'],
  }
}
