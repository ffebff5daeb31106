/** `check sts`: the twin passes every case its client can reach, and deviations are reported. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type MockOptions, type StartedMockSts, startMockSts } from 'helseid-mock'
import { describe, expect, it, vi } from 'vitest'
import type { Report } from '../../mock-sts/checks/result.ts'
import { metadataResults } from '../../mock-sts/checks/sts/metadata-results.ts'
import { run } from '../../mock-sts/cli/run.ts'
import demoClient from '../../mock-sts/demo/client.json' with { type: 'json' }
import demoKey from '../../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import caseRows from '../contract/case-rows.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const key = keyRing.registered as Jwk
const scope = 'nhn:journal/read'
const secondScope = 'nhn:journal/write'
const otherApiScope = 'nhn:letters/send'
const ungrantedScope = 'nhn:secrets/read'
/** A twin that requires it opens no session, so the rights of the client decide which rows it reaches. */
const controlToken = 'secret-of-the-twin'

async function startTwin(options: MockOptions = {}): Promise<StartedMockSts> {
  const tenancy = { tenancy: 'multi-tenant', supplier: '889640782' } as const
  const common = { jwks: { keys: [publicJwk(key)] }, scopes: [scope] }
  const clients = [
    { clientId: 'plain', ...common },
    { clientId: 'multi', ...common, ...tenancy },
    { clientId: 'single', ...common, tenancy: 'single-tenant' as const, parent: '994598759', children: ['983658725'] },
    { clientId: 'rich', ...common, scopes: [scope, secondScope, otherApiScope] },
    { clientId: 'another-client', ...common, scopes: [ungrantedScope] },
  ]
  return startMockSts({ port: 0, clients, ...options })
}

async function checked(sts: StartedMockSts, clientId: string, ...flags: string[]) {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const args = ['--against', sts.issuer('test'), '--client-id', clientId, '--key', JSON.stringify(key), '--json']
  const exitCode = await run(['check', 'sts', ...args, '--scope', scope, ...flags])
  const { results } = JSON.parse(String(log.mock.calls.at(-1)?.[0])) as Report
  log.mockRestore()
  const deviations = results.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not reached')
  const count = (group: string, outcome: string) =>
    results.filter((result) => result.group === group && result.outcome === outcome).length
  return { exitCode, results, deviations, count }
}

async function control(sts: StartedMockSts, path: string): Promise<Record<string, unknown>> {
  return (await fetch(`${sts.origin}/_mock/${path}`)).json() as Promise<Record<string, unknown>>
}

describe('check sts against the twin', () => {
  it('passes with the demo client and its key, which is registered for PS256, under the profile next', async () => {
    await using sts = await startTwin({ profile: 'next', clients: [demoClient], controlToken })
    const flags = ['--profile', 'next', '--key', JSON.stringify(demoKey), '--scope', String(demoClient.scopes[0])]
    const { exitCode, results } = await checked(sts, demoClient.clientId, ...flags)
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(exitCode).toBe(0)
    // Who checks an STS need not have this repository.
    expect(results.filter(({ source }) => /\b(?:contract\/|docs\/\w+\.md)/.test(source)).map(({ id }) => id)).toEqual(
      [],
    )
    expect(results.find(({ id }) => id === 'A05')?.source).toBe(
      'case A05 (unknown): UP:krav_til_kryptografi (2026-05-05)',
    )
  })

  it.each(['today', 'next'] as const)(
    'passes every row except those that need TLS or a restart, and leaves the twin as it is, under the profile %s',
    async (profile) => {
      await using sts = await startTwin({ profile })
      const before = [await sts.keys('test').list(), (await control(sts, 'clients')).clients]
      const { exitCode, deviations, count, results } = await checked(sts, 'plain', '--profile', profile)
      expect(deviations).toEqual([])
      expect(exitCode).toBe(0)
      const unreached = results.filter(({ outcome }) => outcome === 'not reached')
      expect(Object.fromEntries(unreached.map(({ id, because }) => [id, because]))).toEqual({
        E10: 'The issuer is served over plain HTTP.',
        E12: 'This row restarts the issuer: enable it with --restart <command>.',
      })
      for (const group of ['token', 'contract', 'cases'])
        expect(count(group, 'passed')).toBe(results.filter((one) => one.group === group).length)
      const { A, B, C, E } = caseRows
      const listed = new Set(results.map(({ id }) => id))
      expect([...A, ...B, ...C, ...E].filter((row) => !listed.has(row))).toEqual([])
      expect([await sts.keys('test').list(), (await control(sts, 'clients')).clients]).toEqual(before)
      expect([await control(sts, 'scenarios'), await control(sts, 'sessions')]).toMatchObject([
        { inUse: [] },
        { sessions: [] },
      ])
    },
  )

  it('passes the cases of a single-tenant client', async () => {
    await using sts = await startTwin({ controlToken })
    const orgnr = ['--tenancy', 'single-tenant', '--parent', '994598759', '--child', '983658725']
    const { deviations, results } = await checked(sts, 'single', ...orgnr)
    expect(deviations).toEqual([])
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id)
    expect(passed).toEqual(expect.arrayContaining(['A02', 'B18', 'B19', 'B34', 'B35', 'C30']))
  })

  it('passes the cases of a client with more scopes', async () => {
    await using sts = await startTwin({ controlToken })
    const scopes = [
      '--second-scope',
      secondScope,
      '--other-api-scope',
      otherApiScope,
      '--ungranted-scope',
      ungrantedScope,
    ]
    const { deviations, results } = await checked(sts, 'rich', '--only', 'cases', ...scopes)
    expect(deviations).toEqual([])
    expect(results.filter(({ because }) => because?.includes(' scope ')).map(({ id }) => id)).toEqual([])
  })

  it('passes E12 with --restart, and E22 with the keys of a session', async () => {
    await using sts = await startTwin()
    const { results, deviations } = await checked(sts, 'plain', '--only', 'metadata', '--restart', 'true')
    expect(deviations).toEqual([])
    const outcomes = Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toMatchObject({ E12: 'passed', E22: 'passed' })
    expect((await sts.keys('test').list()).map(({ state }) => state)).toEqual(['active'])
  })

  it('passes the cases of a multi-tenant client', async () => {
    await using sts = await startTwin({ controlToken })
    const orgnr = ['--tenancy', 'multi-tenant', '--parent', '994598759', '--child', '983658725']
    const { deviations, results, count } = await checked(sts, 'multi', ...orgnr)
    expect(deviations).toEqual([])
    // Most cases do not involve organisations.
    expect(count('cases', 'passed')).toBeGreaterThan(220)
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id)
    expect(passed).toEqual(expect.arrayContaining(['B26', 'B28', 'B29', 'B30', 'B31', 'B33', 'B41']))
  })
})

it('a deviation fails if the case is confirmed and is learned if it is likely; an unreached case says what it needs', async () => {
  await using sts = await startTwin({ severity: { 'aud-is-issuer': 'warn', 'nonce-present': 'warn' }, controlToken })
  const { exitCode, deviations, results } = await checked(sts, 'plain', '--only', 'cases')
  expect(exitCode).toBe(1)
  const outcomes = Object.fromEntries(deviations.map(({ id, outcome }) => [id, outcome]))
  expect(outcomes).toMatchObject({ A04: 'learned', A15: 'learned', C30: 'failed' })
  expect(results.find(({ id }) => id === 'A44')?.because).toBe(
    'This case needs a client with a different registration: enabled. A session could, but the twin requires HELSEID_MOCK_CONTROL_TOKEN.',
  )
  expect(results.find(({ id }) => id === 'C60')?.because).toMatch(
    /^This case takes \d+ s: set --patience \d+\. A session could/,
  )
})

it.each<[string, readonly string[]]>([
  ['--tokens must be 40 or more', ['--tokens', '5']],
  ['--patience must be a number of seconds', ['--patience', 'long']],
])('wrong usage is reported before anything is sent: %s', async (message, flags) => {
  await using sts = await startTwin({ controlToken: 'secret-of-the-twin' })
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const args = ['--against', sts.issuer('test'), '--client-id', 'plain', '--key', JSON.stringify(key)]
  expect(await run(['check', 'sts', ...args, ...flags])).toBe(2)
  expect(errors.mock.calls.join()).toContain(message)
  errors.mockRestore()
  expect(sts.requests).toEqual([])
})

it.each([
  ['an invalid URL', '{"token_endpoint":"/connect/token","keys":7}', 'E02'],
  ['invalid JSON', '{', 'E01'],
])('metadata with %s is reported', async (_what, body, id) => {
  const send = async () => new Response(body, { headers: { 'Content-Type': 'application/json' } })
  const results = await metadataResults('http://localhost:9/test', 'today', send)
  expect(results.find((result) => result.id === id)?.outcome).toMatch(/failed|learned/)
})

it.each([
  ['a web page', 200, 'text/html', '<p>hello</p>'],
  ['404', 404, 'text/plain', 'no such page'],
])('stops with exit code 2 if the address of the metadata has %s', async (_what, status, type, body) => {
  const requestedPaths: string[] = []
  const server = createServer(({ url = '' }, response) => {
    requestedPaths.push(url)
    response.writeHead(status, { 'Content-Type': type }).end(body)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(['check', 'sts', '--against', issuer, '--client-id', 'a', '--key', JSON.stringify(key)])
  const printed = errors.mock.calls.join()
  errors.mockRestore()
  server.close()
  const address = `${issuer}/.well-known/openid-configuration`
  expect([exitCode, printed]).toEqual([
    2,
    expect.stringContaining(`there is no metadata at ${address}: the answer is ${status} with ${type}`),
  ])
  expect(requestedPaths).toEqual(['/.well-known/openid-configuration'])
})

it('names the client as the likely cause if the first request is refused with invalid_client', async () => {
  await using sts = await startTwin({ controlToken })
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await checked(sts, 'unregistered', '--only', 'token')
  const unknown = errors.mock.calls.join()
  errors.mockClear()
  await checked(sts, 'plain', '--only', 'token')
  const known = errors.mock.calls.join()
  errors.mockRestore()
  expect(unknown).toContain(
    'The likely cause is the client, not the issuer: check that "unregistered" is registered at',
  )
  expect(known).not.toContain('likely cause')
})
