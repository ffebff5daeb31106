/** Options for Pact's Verifier to verify an API protected by HelseID, with states, tokens and proofs from a twin. */

import { callback, object } from './option-checks.ts'
import { restoreBody } from './request-filter.ts'
import { assertTokenStatesOptions, createTokenStates, type TokenStatesOptions } from './token-states.ts'
import { createVerification, type StateHandlers, type Verification } from './verification.ts'

export interface HelseIdPactOptions extends TokenStatesOptions {
  /** The API's own state handlers, as Pact takes them. They override a state of the same name from the twin. */
  readonly states?: StateHandlers
  /** The team's own filter, as Pact takes it. It runs first, so that the proof is for the address that it sets. */
  readonly requestFilter?: Verification['requestFilter']
}

/**
 * Options for Pact's `Verifier` that replace stale tokens and proofs. A request with an `Authorization` header in the
 * pact is sent with a new token under the same scheme and, for DPoP, a new proof. Each scenario of the twin is a
 * provider state: a scenario that breaks access tokens breaks the new token, any other stays active until the
 * interaction ends.
 * @throws {Error} if the twin rejects a request; `TypeError` if it is unreachable, and for wrong options
 * @example
 * const helseId = await helseIdPact({ twin, providerBaseUrl, audience, scopes, states, stateMap })
 * const verifier = new Verifier({ ...helseId, provider: 'journal', pactUrls, logLevel: 'error' })
 * return await verifier.verifyProvider()
 */
export async function helseIdPact(options: HelseIdPactOptions): Promise<Verification> {
  assertTokenStatesOptions('helseIdPact', options, { states: object, requestFilter: callback })
  const { states, requestFilter, ...given } = options
  const tokens = await createTokenStates(given)
  let judged: Promise<void> = Promise.resolve()
  return createVerification({
    providerBaseUrl: options.providerBaseUrl.replace(/\/$/, ''),
    states: { ...tokens.handlers, ...states } as StateHandlers,
    unknownStateHint:
      'pass your own states as `states`, or say with `stateMap` what it means for the token; docs/pact.md lists those of the token',
    async clear() {
      await judged
      await tokens.clear()
    },
    requestFilter,
    async renew(request, response, isChanged) {
      restoreBody(request, isChanged)
      const { method, url: target, headers, body } = request
      const bytes = async () => (Buffer.isBuffer(body) ? body : undefined)
      const renewed = await tokens.renew({ method, target, headers, body: bytes })
      if (renewed === undefined) return
      response.once('finish', () => {
        judged = renewed.answered(response.statusCode).then((note) => {
          if (note !== undefined) console.error(`${method} ${target}: ${note}`)
        })
      })
    },
  })
}
