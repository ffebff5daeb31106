/** Puts states and a filter into the form in which Pact's Verifier takes them. */
import type { VerifierOptions } from '@pact-foundation/pact'
import { type FilteredRequest, isOfPact, type RequestFilter } from './request-filter.ts'

/** Options of Pact's `Verifier`; spread them beside `provider` and the pacts. */
export type Verification = Required<
  Pick<VerifierOptions, 'providerBaseUrl' | 'changeOrigin' | 'stateHandlers' | 'requestFilter'>
>

export interface VerificationParts {
  readonly providerBaseUrl: string
  readonly states: Readonly<Record<string, (parameters: unknown) => Promise<void>>>
  /** Forgets what the states have done. */
  readonly clear: () => Promise<void>
  /** Makes the request of the pact one that can be sent now. */
  readonly renew: (request: FilteredRequest) => Promise<void>
}

/** Pact only prints that a state could not be set up, and goes on: here the interaction fails, with the reason as its answer. */
export function createVerification({ providerBaseUrl, states, clear, renew }: VerificationParts): Verification {
  let failure: unknown
  const handler = (setUp: (parameters: unknown) => Promise<void>) => ({
    async setup(parameters?: unknown) {
      await setUp(parameters).catch((error) => {
        failure ??= error
      })
    },
    async teardown() {
      failure = undefined
      await clear()
    },
  })
  const requestFilter: RequestFilter = async (request, response, next) => {
    if (isOfPact(request)) return next()
    try {
      if (failure !== undefined) throw failure
      await renew(request)
    } catch (error) {
      response.status(500).send(`The interaction could not be prepared: ${String(error)}`)
      return
    }
    next()
  }
  return {
    providerBaseUrl,
    // The provider then sees the host that a proof names.
    changeOrigin: true,
    stateHandlers: Object.fromEntries(Object.entries(states).map(([name, setUp]) => [name, handler(setUp)])),
    requestFilter: requestFilter as Verification['requestFilter'],
  }
}
