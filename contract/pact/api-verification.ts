/** Options for Pact's Verifier to verify an API protected by HelseID, with states, tokens and proofs from a twin. */

import { once } from 'node:events'
import { connect } from 'node:net'
import { isLoopbackHost } from '../loopback.ts'
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
  let isReached = false
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
      if (!isReached) await assertReached(given.providerBaseUrl)
      isReached = true
      const { method, url: target, headers, body } = request
      const bytes = async () => (Buffer.isBuffer(body) ? body : undefined)
      const renewed = await tokens.renew({ method, target, headers, body: bytes })
      if (renewed === undefined) return
      response.once('finish', () => {
        judged = renewed
          .answered(response.statusCode, textOf(response.getHeader?.('www-authenticate')))
          .then((note) => {
            if (note !== undefined) console.error(`${method} ${target}: ${note}`)
          })
      })
    },
  })
}

function textOf(header: unknown): string | undefined {
  return header === undefined ? undefined : String(header)
}

/**
 * Connects to an API on this machine: Pact's own proxy ends the process if it cannot, without an answer to the verifier.
 * @throws {Error} naming the address if nothing listens there
 */
async function assertReached(providerBaseUrl: string): Promise<void> {
  const { hostname, port, protocol } = new URL(providerBaseUrl)
  if (!isLoopbackHost(hostname)) return
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
  })
  try {
    await once(socket, 'connect')
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    throw new Error(
      `cannot reach the API at ${providerBaseUrl}: ${message || code}. Is it running? providerBaseUrl is its address`,
      { cause: error },
    )
  } finally {
    socket.destroy()
  }
}
