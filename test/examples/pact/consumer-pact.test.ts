/** The example of a consumer's pact in docs/pact.md, as a sound API keeps it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { recordPact } from './consumer-pact.ts'

it('the example of a consumer records states of the API and of the token, and matches any token and proof', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pact-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  await recordPact(dir, (address) => fetch(address, { headers: { authorization: 'DPoP a.b.c', dpop: 'd.e.f' } }))
  const { interactions } = JSON.parse(readFileSync(join(dir, 'ward-journal.json'), 'utf8'))
  expect(interactions).toMatchObject([
    {
      providerStates: [{ name: 'patient 17 has a journal' }],
      request: { headers: { Authorization: ['DPoP e30.e30.AA'], DPoP: ['e30.e30.AA'] } },
    },
    { providerStates: [{ name: 'the token is for another API' }], response: { status: 401 } },
  ])
})
