/** The example's API behind the proxy, and what a verifier reports about it. */
import { createTokenStates } from 'helseid-contract/pact-states'
import type { StartedMockSts } from 'helseid-mock'
import { expect } from 'vitest'
import { type PactProxy, startPactProxy } from '../../../mock-sts/cli/pact/start-pact-proxy.ts'
import { type Guard, type GuardedApi, startGuardedApi } from './guarded-api.ts'

export const scopes = ['nhn:journal/read']
/** A consumer's own name of a state, and what it means. */
export const stateMap = { 'the token is for another API': 'wrong-audience' }

/** Which interaction of the example's pact each guard answers for. */
export const interactionOf: Readonly<Record<Guard, string>> = {
  ath: 'a request with a proof for another token',
  scheme: 'a request with the token under Bearer',
  htu: 'a request with a proof for another address',
  exp: 'a request with a token that has expired',
  aud: 'a request with a token for another API',
  scope: 'a request with a token that may not read',
  jti: 'a request with a proof that was used before',
}

/** As `helseid-mock pact proxy` starts it. */
export async function startProxy(sts: StartedMockSts, api: GuardedApi): Promise<PactProxy> {
  const given = { twin: sts.origin, providerBaseUrl: api.url, audience: 'nhn:journal', scopes, stateMap }
  const tokens = await createTokenStates(given)
  const silent = { print: () => undefined, warn: () => undefined }
  return startPactProxy({ provider: api.url, states: api.statesUrl, tokens, port: 0, ...silent })
}

/** The variables of the examples in other languages. */
export async function withExample<T>(
  sts: StartedMockSts,
  skips: Guard | undefined,
  run: (env: { PROVIDER_URL: string; STATES_URL: string }) => Promise<T>,
): Promise<T> {
  await using api = await startGuardedApi({ issuer: sts.issuer('test'), skips })
  await using proxy = await startProxy(sts, api)
  return await run({ PROVIDER_URL: proxy.origin, STATES_URL: proxy.statesUrl })
}

/** The descriptions of the interactions that failed, from the report of Pact's native verifier. */
export function failedInteractions(report: string): string[] {
  const { interactionResults } = JSON.parse(report) as {
    interactionResults: { description: string; result: string }[]
  }
  expect(interactionResults).toHaveLength(9)
  return interactionResults.filter(({ result }) => result !== 'OK').map(({ description }) => description)
}
