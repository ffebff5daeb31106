/** A team verifies its own API against the pact of its consumer: tokens, proofs and states come from a twin. */
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Verifier } from '@pact-foundation/pact'
import { helseIdPact } from 'helseid-contract/pact'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApi, journals, type Settings } from './api.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

const pactUrls = [fileURLToPath(new URL('./journal-portal-journal.json', import.meta.url))]

async function verify(settings: Partial<Settings> = {}): Promise<string> {
  const twin = sts.origin
  const server = createApi({ issuer: sts.issuer('test'), ...settings }).listen(0)
  const providerBaseUrl = `http://localhost:${(server.address() as AddressInfo).port}`
  try {
    const audience = 'nhn:journal'
    const states = { 'patient 17 has a journal': async () => void journals.set('17', ['seen']) }
    const helseId = await helseIdPact({ twin, providerBaseUrl, audience, scopes: ['nhn:journal/read'], states })
    const verifier = new Verifier({ ...helseId, provider: 'journal', pactUrls, logLevel: 'error' })
    return await verifier.verifyProvider()
  } finally {
    server.close()
  }
}

it('the API keeps the pact', async () => {
  const { interactionResults } = JSON.parse(await verify())
  expect(interactionResults.map(({ result }: { result: string }) => result)).toEqual(Array(6).fill('OK'))
})

it('an API that lets tokens live on does not', async () => {
  await expect(verify({ clockTolerance: 3600 })).rejects.toThrow(/a request with a token that has run out/)
})
