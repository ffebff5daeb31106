/** A proxy for a test, between a twin and an API, with what it prints. */
import { createTokenStates, type TokenStatesOptions } from 'helseid-contract/pact-states'
import type { StartedMockSts } from 'helseid-mock'
import { onTestFinished } from 'vitest'
import {
  type PactProxy,
  type PactProxyOptions,
  startPactProxy,
} from '../../../../mock-sts/cli/pact/start-pact-proxy.ts'

export interface TestProxy {
  readonly proxy: PactProxy
  readonly printed: string[]
  readonly warned: string[]
  /** Announces a state; resolves with the response. */
  state(state: string, action?: 'setup' | 'teardown', params?: object): Promise<Response>
  /** Sends a request with the recorded token and proof. */
  call(path: string, init?: RequestInit): Promise<Response>
}

type Options = Partial<TokenStatesOptions & Pick<PactProxyOptions, 'states'>> & { readonly provider: string }

export async function startTestProxy(sts: StartedMockSts, { provider, states, ...more }: Options): Promise<TestProxy> {
  const tokens = await createTokenStates({
    twin: sts.origin,
    providerBaseUrl: provider,
    audience: 'nhn:journal',
    scopes: ['nhn:journal/read'],
    ...more,
  })
  const printed: string[] = []
  const warned: string[] = []
  const print = (line: string) => void printed.push(line)
  const warn = (line: string) => void warned.push(line)
  const proxy = await startPactProxy({ provider, states, tokens, ca: more.ca, port: 0, print, warn })
  onTestFinished(() => proxy.close())
  return {
    proxy,
    printed,
    warned,
    state: (state, action = 'setup', params = {}) =>
      fetch(proxy.statesUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ state, action, params }),
      }),
    call: (path, init = {}) =>
      fetch(proxy.origin + path, {
        ...init,
        headers: { authorization: 'DPoP recorded', dpop: 'recorded', ...(init.headers as object) },
      }),
  }
}
