/** The cases and the metadata against any issuer: the twin keeps all that its client reaches, and a deviation is outcomes. */
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type MockOptions, type StartedMockSts, startMockSts } from 'helseid-mock'
import { describe, expect, it, vi } from 'vitest'
import type { Report } from '../../mock-sts/checks/result.ts'
import { metadataResults } from '../../mock-sts/checks/sts/metadata-results.ts'
import { run } from '../../mock-sts/cli/run.ts'
import caseRows from '../contract/case-rows.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const key = keyRing.registered as Jwk
const scope = 'nhn:journal/read'
const secondScope = 'nhn:journal/write'
const otherApiScope = 'nhn:letters/send'
const ungrantedScope = 'nhn:secrets/read'

async function startTwin(options: MockOptions = {}): Promise<StartedMockSts> {
  const tenancy = { tenancy: 'multi-tenant', supplier: '889640782' } as const
  const common = { jwks: { keys: [publicJwk(key)] }, scopes: [scope] }
  const clients = [
    { clientId: 'plain', ...common },
    { clientId: 'multi', ...common, ...tenancy },
    { clientId: 'single', ...common, tenancy: 'single-tenant' as const, parent: '994598759', children: ['983658725'] },
    { clientId: 'rich', ...common, scopes: [scope, secondScope, otherApiScope] },
    { clientId: 'somebody-else', ...common, scopes: [ungrantedScope] },
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

/** Some three hundred requests, on a machine that has other things to do. */
const slow = { timeout: 30_000 }

describe('the twin against its own tables', slow, () => {
  it.each(['today', 'next'] as const)('keeps every case that a plain client reaches, under %s', async (profile) => {
    await using sts = await startTwin({ profile })
    const { exitCode, deviations, count, results } = await checked(sts, 'plain', '--profile', profile)
    expect(deviations).toEqual([])
    expect(exitCode).toBe(0)
    expect(count('cases', 'passed')).toBeGreaterThan(120)
    const unreached = results.filter((one) => one.group === 'metadata' && one.outcome === 'not reached')
    const passed = results.filter((one) => one.group === 'metadata' && one.outcome === 'passed').map(({ id }) => id)
    expect([...passed, ...unreached.map(({ id }) => id)].sort()).toEqual([...caseRows.E].sort())
    expect(Object.fromEntries(unreached.map(({ id, because }) => [id, because]))).toEqual({
      E10: 'The issuer is served over plain HTTP.',
      E12: 'It takes a restart of the issuer: --restart <command>.',
      E22: 'It takes a change of the issuer’s keys, which a twin’s control plane can be asked for: --keys.',
    })
  })

  it('and those of a single-tenant client', async () => {
    await using sts = await startTwin()
    const orgnr = ['--tenancy', 'single-tenant', '--parent', '994598759', '--child', '983658725']
    const { deviations, results } = await checked(sts, 'single', ...orgnr)
    expect(deviations).toEqual([])
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id)
    expect(passed).toEqual(expect.arrayContaining(['A02', 'B18', 'B19', 'B34', 'B35', 'C30']))
  })

  it('and those of a client that holds more', async () => {
    await using sts = await startTwin()
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

  it('every A, B, C and E row of the table is asked, or says what it takes', async () => {
    await using sts = await startTwin()
    const { results } = await checked(sts, 'plain', '--only', 'cases', 'metadata')
    const { A, B, C, E } = caseRows
    const listed = new Set(results.map(({ id }) => id))
    expect([...A, ...B, ...C, ...E].filter((row) => !listed.has(row))).toEqual([])
    const silent = results.filter(({ outcome, because }) => (outcome === 'not reached') !== (because !== undefined))
    expect(silent).toEqual([])
  })

  it('and, with --keys, the documents and tokens while its keys change', async () => {
    await using sts = await startTwin()
    const { results, deviations } = await checked(sts, 'plain', '--only', 'metadata', '--keys', '--restart', 'true')
    expect(deviations).toEqual([])
    const outcomes = Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toMatchObject({ E12: 'passed', E22: 'passed' })
    expect((await sts.keys('test').list()).map(({ state }) => state)).toEqual(['retired', 'active'])
  })

  it('and those of a multi-tenant client', async () => {
    await using sts = await startTwin()
    const orgnr = ['--tenancy', 'multi-tenant', '--parent', '994598759', '--child', '983658725']
    const { deviations, results, count } = await checked(sts, 'multi', ...orgnr)
    expect(deviations).toEqual([])
    // Most cases say nothing of organisations.
    expect(count('cases', 'passed')).toBeGreaterThan(220)
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id)
    expect(passed).toEqual(expect.arrayContaining(['B26', 'B28', 'B29', 'B30', 'B31', 'B33', 'B41']))
  })
})

it('what is confirmed fails, what is likely is learned, and the rest says what it takes', slow, async () => {
  await using sts = await startTwin({ severity: { 'aud-is-issuer': 'warn', 'nonce-present': 'warn' } })
  const { exitCode, deviations, results } = await checked(sts, 'plain', '--only', 'cases')
  expect(exitCode).toBe(1)
  const outcomes = Object.fromEntries(deviations.map(({ id, outcome }) => [id, outcome]))
  expect(outcomes).toMatchObject({ A04: 'learned', A15: 'learned', C30: 'failed' })
  expect(results.find(({ id }) => id === 'A44')?.because).toBe(
    'It takes a client that is registered otherwise: enabled.',
  )
  expect(results.find(({ id }) => id === 'C60')?.because).toMatch(/^It takes \d+ s: --patience \d+\.$/)
})

it.each<[string, readonly string[]]>([
  ['--tokens must be 40 or more', ['--tokens', '5']],
  ['--control-token', ['--keys']],
])('what is wrong is told before anything is sent: %s', async (message, flags) => {
  await using sts = await startTwin({ controlToken: 'secret-of-the-twin' })
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const args = ['--against', sts.issuer('test'), '--client-id', 'plain', '--key', JSON.stringify(key)]
  expect(await run(['check', 'sts', ...args, ...flags])).toBe(2)
  expect(errors.mock.calls.join()).toContain(message)
  errors.mockRestore()
  expect(sts.requests).toEqual([])
})

it.each([
  ['an address that is none', '{"token_endpoint":"/connect/token","keys":7}', 'E02'],
  ['no JSON at all', '{', 'E01'],
])('metadata with %s is told of as such', async (_what, body, id) => {
  const send = async () => new Response(body, { headers: { 'Content-Type': 'application/json' } })
  const results = await metadataResults('http://localhost:9/test', 'today', send)
  expect(results.find((result) => result.id === id)?.outcome).toMatch(/failed|learned/)
})
