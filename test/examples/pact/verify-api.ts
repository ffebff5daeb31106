/** Verifies an API against the pact of its consumer: tokens, proofs and states come from a twin that the API trusts. */
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Verifier } from '@pact-foundation/pact'
import { helseIdPact } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { createApi, journals, type Settings } from './api.ts'

const pactUrls = [fileURLToPath(new URL('./journal-portal-journal.json', import.meta.url))]

export async function verifyApi(settings: Partial<Settings> = {}): Promise<string> {
  await using sts = await startMockSts({ port: 0 })
  const twin = sts.origin // http://localhost:8080, for example
  const server = createApi({ issuer: sts.issuer('test'), ...settings }).listen(0)
  const providerBaseUrl = `http://localhost:${(server.address() as AddressInfo).port}`
  try {
    const audience = 'nhn:journal'
    const states = { 'patient 17 has a journal': async () => void journals.set('17', ['seen']) }
    const scopes = ['nhn:journal/read']
    const stateMap = { 'the token is for another API': 'wrong-audience' }
    const helseId = await helseIdPact({ twin, providerBaseUrl, audience, scopes, states, stateMap })
    const verifier = new Verifier({ ...helseId, provider: 'journal', pactUrls, logLevel: 'error' })
    return await verifier.verifyProvider()
  } finally {
    server.close()
  }
}
