/** With Pact's own verifier: an interaction fails if its provider state could not be set up, even if the API responds correctly. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Verifier } from '@pact-foundation/pact'
import { helseIdPact } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { afterAll, expect, it, vi } from 'vitest'

const dir = mkdtempSync(join(tmpdir(), 'pacts-'))
afterAll(() => rmSync(dir, { recursive: true }))

const interaction = (...states: string[]) => ({
  description: states.join(' and ') || 'none',
  providerStates: states.map((name) => ({ name })),
  request: { method: 'GET', path: '/', headers: { Authorization: 'DPoP x', DPoP: 'y' } },
  response: { status: 200 },
})

it('fails only the interactions whose state is unknown or throws', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const pact = {
    consumer: { name: 'ward' },
    provider: { name: 'drugs' },
    interactions: [
      interaction(),
      interaction('some drugs'),
      interaction('some drugs', 'an unknown state'),
      interaction('no database', 'some drugs'),
      interaction('some drugs', 'a HelseID token'),
    ],
    metadata: { pactSpecification: { version: '3.0.0' } },
  }
  const file = join(dir, 'pact.json')
  writeFileSync(file, JSON.stringify(pact))
  await using sts = await startMockSts({ port: 0 })
  await using server = createServer((_, response) => void response.end()).listen(0)
  const states = {
    'some drugs': async () => undefined,
    'no database': async () => Promise.reject(new Error('no database')),
  }
  const helseId = await helseIdPact({
    twin: sts.origin,
    providerBaseUrl: `http://localhost:${(server.address() as AddressInfo).port}/`,
    audience: 'nhn:drugs',
    scopes: ['nhn:drugs/read'],
    states,
  })
  const verifier = new Verifier({ ...helseId, provider: 'drugs', pactUrls: [file], logLevel: 'error' })
  const { message } = await verifier.verifyProvider().then(
    () => expect.unreachable(),
    (error: Error) => error,
  )
  const { interactionResults } = JSON.parse(message) as { interactionResults: { result: string }[] }
  expect(interactionResults.map(({ result }) => result)).toEqual(['OK', 'OK', 'Error', 'Error', 'OK'])
})
