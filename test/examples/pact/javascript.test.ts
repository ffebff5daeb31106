/** Pact's verifier for JavaScript, through the proxy or with the kit: a sound API, and one without each guard. */
import { fileURLToPath } from 'node:url'
import { Verifier, type VerifierOptions } from '@pact-foundation/pact'
import { helseIdPact } from 'helseid-contract/pact'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Guard, type GuardedApi, guards, startGuardedApi } from './guarded-api.ts'
import { failedInteractions, interactionOf, scopes, startProxy, stateMap } from './through-proxy.ts'

const pactUrls = [fileURLToPath(new URL('./journal-portal-journal.json', import.meta.url))]

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

type Way = (api: GuardedApi, verify: (options: VerifierOptions) => Promise<string>) => Promise<string>

const throughProxy: Way = async (api, verify) => {
  await using proxy = await startProxy(sts, api)
  return await verify({ providerBaseUrl: proxy.origin, providerStatesSetupUrl: proxy.statesUrl })
}

const withKit: Way = async ({ url, statesUrl }, verify) => {
  const setUp = async () => {
    const body = JSON.stringify({ state: 'patient 17 has a journal', action: 'setup' })
    await fetch(statesUrl, { method: 'POST', body })
  }
  const states = { 'patient 17 has a journal': setUp }
  const twin = sts.origin
  return verify(await helseIdPact({ twin, providerBaseUrl: url, audience: 'nhn:journal', scopes, stateMap, states }))
}

/** The interactions that fail. */
async function failures(way: Way, skips?: Guard): Promise<string[]> {
  await using api = await startGuardedApi({ issuer: sts.issuer('test'), skips })
  const output = await way(api, async (options) => {
    const verifier = new Verifier({ ...options, provider: 'journal', pactUrls, logLevel: 'error' })
    return verifier.verifyProvider().catch((error: Error) => error.message)
  })
  return failedInteractions(output)
}

describe.each([
  ['through the proxy', throughProxy],
  ['with the kit', withKit],
])('Pact for JavaScript %s', (_name, way) => {
  it('verifies a sound API', async () => {
    expect(await failures(way)).toEqual([])
  })

  it.each(guards)('fails only its own interaction for an API that does not check %s', async (guard) => {
    expect(await failures(way, guard)).toEqual([interactionOf[guard]])
  })
})
