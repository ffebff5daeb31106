/** The broker flow of docs/pact.md by the standard command line, against a stub. Not run against a broker. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Verifier } from '@pact-foundation/pact'
import { pacts, stsPact } from 'helseid-contract/pact'
import { startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import { type BrokerStub, startBrokerStub } from './broker-stub.ts'

const cli = dirname(createRequire(import.meta.url).resolve('@pact-foundation/pact-cli/package.json'))
const page = readFileSync(new URL('../../docs/pact.md', import.meta.url), 'utf8')

/** The commands of the page's broker section, by name. */
const documented = [...page.matchAll(/^npx pact-broker (\S+) (.*)$/gm)].map(
  ([, name = '', rest = '']) => [name, rest] as const,
)

/** Runs the documented command with the environment variables that the page names. */
async function run(name: string, broker: BrokerStub): Promise<{ code: number; out: string }> {
  const [, rest = ''] = documented.find(([command]) => command === name) ?? []
  const values: Readonly<Record<string, string>> = { $GIT_COMMIT: 'abc123', $GIT_BRANCH: 'main' }
  const args = rest
    .split(' ')
    .map((arg) => values[arg] ?? arg.replace(/^pacts$/, 'contract/pacts').replace(/^ward$/, 'helseid-client'))
  const env = { ...process.env, PACT_BROKER_BASE_URL: broker.url, PACT_BROKER_TOKEN: 'secret-token' }
  const cwd = join(import.meta.dirname, '../..')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(cli, 'bin/pact-broker.js'), name, ...args],
      { env, cwd },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    )
  })
}

it('docs/pact.md has the commands of the flow, and says that it was not run against a broker', () => {
  expect(documented.map(([name]) => name)).toEqual(['publish', 'can-i-deploy', 'record-deployment'])
  expect(page).toContain('not run against a broker')
})

it('publish sends the committed pacts, with version and branch', async () => {
  await using broker = await startBrokerStub()
  const { code, out } = await run('publish', broker)
  expect([code, out]).toEqual([0, expect.stringMatching(/Pact published successfully .* against provider: helseid\b/)])
  const published = broker.calls.filter(({ call }) => call === 'POST /contracts/publish')
  const contracts = published.flatMap(
    ({ body }) => (body as { contracts: { content: string; providerName: string }[] }).contracts,
  )
  expect(contracts.map(({ providerName }) => providerName).sort()).toEqual(
    Object.values(pacts)
      .map(({ provider }) => provider.name)
      .sort(),
  )
  const sts = contracts.find(({ providerName }) => providerName === 'helseid')
  expect(JSON.parse(Buffer.from(sts?.content ?? '', 'base64').toString())).toMatchObject({
    interactions: pacts.sts.interactions,
  })
  expect(published[0]?.body).toMatchObject({ pacticipantVersionNumber: 'abc123', branch: 'main' })
  expect(new Set(broker.calls.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret-token']))
})

it('can-i-deploy exits 0 if the results are good, and 1 if not', async () => {
  await using good = await startBrokerStub()
  expect(await run('can-i-deploy', good)).toMatchObject({ code: 0 })
  await using bad = await startBrokerStub({ isVerified: false })
  expect(await run('can-i-deploy', bad)).toMatchObject({ code: 1 })
})

it('record-deployment follows the link of the version to its environment', async () => {
  await using broker = await startBrokerStub()
  expect(await run('record-deployment', broker)).toMatchObject({ code: 0 })
  expect(broker.calls.at(-1)?.call).toMatch(/^POST .*\/deployed-versions\/environment\/79060381-/)
})

it('the verification of the provider records its result', async () => {
  await using broker = await startBrokerStub()
  await using sts = await startMockSts({ port: 0 })
  const verifier = new Verifier({
    ...(await stsPact({ twin: sts.origin })),
    provider: 'helseid',
    pactBrokerUrl: broker.url,
    pactBrokerToken: 'secret-token',
    consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
    publishVerificationResult: true,
    providerVersion: '1.0.0',
    logLevel: 'error',
  })
  await verifier.verifyProvider()
  const result = broker.calls.find(({ call }) => call.endsWith('/verification-results'))
  expect(result?.body).toMatchObject({ success: true, providerApplicationVersion: '1.0.0' })
})
