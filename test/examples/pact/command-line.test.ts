/** The command line of Pact, `pact verifier`, through the proxy: a sound API, and one without each guard. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Guard, guards } from './guarded-api.ts'
import { failedInteractions, interactionOf, withExample } from './through-proxy.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const pact = at('../../../node_modules/@pact-foundation/pact-cli/bin/pact.js')

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

/** The exit code, and the interactions that fail. */
async function verify(skips?: Guard): Promise<{ code: number; failed: string[] }> {
  const report = join(mkdtempSync(join(tmpdir(), 'pact-')), 'report.json')
  return withExample(sts, skips, async ({ PROVIDER_URL, STATES_URL }) => {
    const { hostname, port } = new URL(PROVIDER_URL)
    const file = at('./journal-portal-journal.json')
    const args = ['verifier', '--file', file, '--provider-name', 'journal', '--json', report]
    args.push('--hostname', hostname, '--port', port, '--state-change-url', STATES_URL, '--state-change-teardown')
    const env = { ...process.env, PACT_DO_NOT_TRACK: 'true' }
    const code = await promisify(execFile)(process.execPath, [pact, ...args], { env }).then(
      () => 0,
      (error: { code: number }) => error.code,
    )
    return { code, failed: failedInteractions(readFileSync(report, 'utf8')) }
  })
}

it('verifies a sound API', async () => {
  expect(await verify()).toEqual({ code: 0, failed: [] })
})

it.each(guards)('fails only its own interaction for an API that does not check %s', async (guard) => {
  expect(await verify(guard)).toEqual({ code: 1, failed: [interactionOf[guard]] })
})
