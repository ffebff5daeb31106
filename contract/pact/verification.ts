/** Combines states and a request filter into options of Pact's Verifier. */
import type { VerifierOptions } from '@pact-foundation/pact'
import { didYouMean } from './closest-name.ts'
import { keepBodiesLike, watchServers } from './raw-bodies.ts'
import { type FilteredRequest, type FilterResponse, isOfPact, type RequestFilter } from './request-filter.ts'

/** Options of Pact's `Verifier`, to be combined with `provider` and the pacts. */
export type Verification = Required<
  Pick<VerifierOptions, 'providerBaseUrl' | 'changeOrigin' | 'stateHandlers' | 'requestFilter'>
>

/** States as Pact takes them: functions, or pairs of `setup` and `teardown`. */
export type StateHandlers = Verification['stateHandlers']
type StateHandler = StateHandlers[string]

export interface VerificationParts {
  readonly providerBaseUrl: string
  readonly states: StateHandlers
  /** What to do about a state that is not among them. */
  readonly unknownStateHint: string
  /** Undoes the states. */
  readonly clear: () => Promise<void>
  /** Replaces stale tokens and proofs in the pact's request. `isChanged`: the team's own filter has changed the body. */
  readonly renew: (request: FilteredRequest, response: FilterResponse, isChanged: boolean) => Promise<void>
  /** The team's own filter; it runs first. */
  readonly requestFilter?: VerifierOptions['requestFilter'] | undefined
}

/** A status that no pact expects, so that it is not mistaken for a response of the provider. */
const unexpected = 599

/** What Pact posts for each state, before and after an interaction. */
interface StateChange {
  readonly state?: string
  readonly action?: string
}

/**
 * Pact only logs an unknown state or a failed setup, and continues. Here the interaction fails with status 599, and the
 * reason in the body and on stderr. A failed teardown fails the next interaction.
 */
export function createVerification(parts: VerificationParts): Verification {
  const { providerBaseUrl, states, unknownStateHint, clear, renew, ...own } = parts
  watchServers()
  let failure: unknown
  let isOver = false

  const begin = () => {
    isOver = false
  }
  /** Called for each state of an interaction; the first call ends it. */
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
    failure ??= new Error(`unknown state "${state}"${didYouMean(state, Object.keys(states))}: ${unknownStateHint}`)
  }
  const requestFilter: RequestFilter = async (request, response, next) => {
    if (isOfPact(request)) {
      keepBodiesLike(request)
      noticeUnknown((request.body ?? {}) as StateChange)
      if (own.requestFilter) await passed(own.requestFilter, request, response)
      return next()
    }
    try {
      if (failure !== undefined) throw failure
      const before = bodyText(request)
      if (own.requestFilter) await passed(own.requestFilter, request, response)
      await renew(request, response, bodyText(request) !== before)
    } catch (error) {
      const reason = `The interaction could not be set up: ${error instanceof Error ? error.message : String(error)}`
      // Pact's report shows only the status of this response.
      console.error(`${request.method} ${request.url}: ${reason}`)
      response.status(unexpected).send(reason)
      return
    }
    next()
  }
  return {
    providerBaseUrl,
    // The provider then sees the host name in the proof's `htu`.
    changeOrigin: true,
    stateHandlers: Object.fromEntries(Object.entries(states).map(([name, state]) => [name, handler(state)])),
    requestFilter: requestFilter as Verification['requestFilter'],
  }
}

/** Resolves when the filter calls `next`; never, if it answers the request itself. */
async function passed(
  filter: NonNullable<VerifierOptions['requestFilter']>,
  request: FilteredRequest,
  response: FilterResponse,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const next = (error?: unknown) => (error === undefined ? resolve() : reject(error))
    Promise.resolve(filter(request as never, response as never, next)).catch(reject)
  })
}

/** Tells whether a parsed body has changed. */
function bodyText({ body }: FilteredRequest): string {
  return Buffer.isBuffer(body) ? body.toString('base64') : String(JSON.stringify(body))
}
