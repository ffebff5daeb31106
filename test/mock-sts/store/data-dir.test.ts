/** What survives a restart: key rings and registered clients with a data directory, nothing without one. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import demoKeys from '../../../mock-sts/demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }
import { disk } from '../../../mock-sts/store/disk.ts'
import former from './former/registrations.json' with { type: 'json' }

const jwksOf = async (sts: StartedMockSts) => {
  const response = await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)
  return ((await response.json()) as { keys: { kid: string; n: string; x5c: string[] }[] }).keys
}
const kidOf = async (sts: StartedMockSts) => (await jwksOf(sts))[0]
const client = { clientId: 'registered-while-running', jwks: { keys: [] }, scopes: ['nhn:msh/api'] }
const knows = async (sts: StartedMockSts) =>
  (await fetch(`${sts.origin}/_mock/clients/${client.clientId}`)).status === 200
const control = async (sts: StartedMockSts, path: string, body: object) =>
  fetch(`${sts.origin}/_mock/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
const makeFolder = () => join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'data')
const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
const contents = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file !== 'lock.json')
    .map((file) => [file, readFileSync(join(folder, file), 'utf8')])

afterEach(() => {
  vi.restoreAllMocks()
})

it('keeps signing keys and registered clients across a restart when a data directory is set; reset removes the clients (E12)', async () => {
  const dataDir = makeFolder()
  let key: Awaited<ReturnType<typeof kidOf>>
  {
    await using sts = await startMockSts({ port: 0, dataDir })
    key = await kidOf(sts)
    expect(Buffer.from(key?.n ?? '', 'base64url')).toHaveLength(3072 / 8)
    await sts.registerClient(client)
  }
  for (const file of readdirSync(dataDir)) expect([file, statSync(join(dataDir, file)).mode & 0o077]).toEqual([file, 0])
  {
    await using sts = await startMockSts({ port: 0, dataDir })
    expect(await kidOf(sts)).toEqual(key)
    expect(await knows(sts)).toBe(true)
    await sts.reset()
    expect(await knows(sts)).toBe(false)
  }
  await using sts = await startMockSts({ port: 0, dataDir })
  expect(await knows(sts)).toBe(false)
})

it('the file of registrations holds them by STS, in order', async () => {
  const dataDir = makeFolder()
  await using sts = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
  await sts.registerClient(client)
  await sts.registerClient({ ...client, clientId: 'at-one', sts: 'test2' })
  await control(sts, 'apis', { audience: 'nhn:msh', tokenLifetime: 60, sts: ['test'] })
  expect(readdirSync(dataDir).sort()).toEqual(['lock.json', 'registrations.jsonl'])
  const lines = readFileSync(join(dataDir, 'registrations.jsonl'), 'utf8').trimEnd().split('\n')
  const put = (sts: string, more: object) => ({
    put: 'clients',
    id: expect.stringMatching(`^${sts} `),
    value: { ...client, ...more, sts },
  })
  expect(lines.slice(1).flatMap((line) => JSON.parse(line))).toEqual([
    ...['test', 'qa', 'prod'].map((sts) => put(sts, {})),
    put('test', { clientId: 'at-one' }),
    { put: 'apis', id: 'test nhn:msh', value: { audience: 'nhn:msh', tokenLifetime: 60, sts: 'test' } },
  ])
})

it('current, next and retired keys survive a restart with their times, also after several, and reset returns to the first', async () => {
  const dataDir = makeFolder()
  const seen = async (sts: StartedMockSts) => ({
    jwks: await jwksOf(sts),
    retired: sts
      .keys()
      .retired()
      .map(({ kid }) => kid),
    active: (await sts.keys().active()).kid,
    list: await sts.keys().list(),
  })
  let now = Date.UTC(2026, 0, 1)
  const options = { port: 0, dataDir, now: () => now }
  let before: Awaited<ReturnType<typeof seen>>
  {
    await using sts = await startMockSts(options)
    const keys = sts.keys()
    const { kid: first } = await keys.active()
    now += 1000
    await keys.activate(await keys.publish())
    now += 1000
    await keys.retire(first)
    await keys.publish()
    before = await seen(sts)
  }
  expect(before.list.map(({ state }) => state)).toEqual(['retired', 'active', 'published'])
  const ring = readFileSync(join(dataDir, 'signing-keys.jsonl'), 'utf8').trimEnd().split('\n').slice(1)
  const values = ring
    .flatMap((line) => JSON.parse(line))
    .filter(({ put, id }) => put === 'signing-keys-test' && id === before.list[0]?.kid)
  expect(values.at(-1).value).toMatchObject({
    state: 'retired',
    at: { active: now - 2000, published: now - 1000, retired: now },
  })
  for (let restart = 0; restart < 2; restart++) {
    await using sts = await startMockSts(options)
    expect(await seen(sts)).toEqual(before)
  }
  {
    await using sts = await startMockSts(options)
    await sts.keys().activate(String(before.list[2]?.kid))
    before = await seen(sts)
  }
  {
    await using sts = await startMockSts(options)
    expect(await seen(sts)).toEqual(before)
    await sts.reset()
    expect(await sts.keys().list()).toEqual([{ kid: before.list[0]?.kid, state: 'active' }])
  }
  await using sts = await startMockSts(options)
  expect(await sts.keys().list()).toEqual([{ kid: before.list[0]?.kid, state: 'active' }])
})

it('a directory of an earlier version is loaded, and a client with a key that is refused today is named in a warning', async () => {
  const dataDir = makeFolder()
  mkdirSync(dataDir)
  copyFileSync(new URL('former/registrations.json', import.meta.url), join(dataDir, 'registrations.json'))
  writeFileSync(join(dataDir, 'signing-keys.json'), JSON.stringify(demoKeys, null, 2))
  const warnings: string[] = []
  const log = ({ message }: { message: string }) => warnings.push(message)
  const options = { port: 0, dataDir, log }
  const ids = (sts: StartedMockSts) =>
    ['on-every-sts', 'with-ed25519', 'with-secp256k1'].map((id) => `${sts.origin}/_mock/clients/${id}`)
  const shown = async (sts: StartedMockSts) =>
    Promise.all(ids(sts).map(async (url) => (await fetch(url)).json() as Promise<{ jwks: object; sts: string }>))
  // The control plane shows STSs as a list.
  const listed = [0, 3, 4].map((index) => ({ ...former.clients[index], sts: [former.clients[index]?.sts].flat() }))
  {
    await using sts = await startMockSts(options)
    expect((await kidOf(sts))?.x5c).toEqual([demoKeys.test.certificate])
    expect(await shown(sts)).toEqual(listed)
  }
  expect(warnings.map((warning) => warning.replace(/^.*registrations\.json: /, ''))).toEqual([
    expect.stringMatching(/^the client with-ed25519 would be refused today: \/jwks\/keys\/0 has a key of type Ed25519/),
    expect.stringMatching(
      /^the client with-secp256k1 would be refused today: \/jwks\/keys\/0 has a key of type secp256k1/,
    ),
  ])
  expect(readdirSync(dataDir).sort()).toEqual(['registrations.json', 'signing-keys.json'])
  {
    await using sts = await startMockSts(options)
    await sts.registerClient(client)
    await sts.keys().publish()
  }
  expect(readdirSync(dataDir).sort()).toEqual([
    'registrations.json.old',
    'registrations.jsonl',
    'signing-keys.json.old',
    'signing-keys.jsonl',
  ])
  warnings.length = 0
  await using sts = await startMockSts(options)
  expect(await shown(sts)).toEqual(listed)
  expect([await knows(sts), (await jwksOf(sts)).length]).toEqual([true, 2])
  expect(warnings).toEqual([
    expect.stringMatching(/registrations\.jsonl: line \d+: the client with-ed25519/),
    expect.stringMatching(/registrations\.jsonl: line \d+: the client with-secp256k1/),
  ])
})

it('a full disk is answered with 507, changes nothing, and later registrations succeed', async () => {
  const dataDir = makeFolder()
  const events: unknown[] = []
  const log = ({ fields }: { fields: { event?: unknown } }) => events.push(fields.event)
  await using sts = await startMockSts({ port: 0, dataDir, log })
  await sts.registerClient({ ...client, clientId: 'before' })
  const next = await sts.keys().publish()
  const seen = async () => [
    contents(dataDir),
    await (await fetch(`${sts.origin}/_mock/clients`)).json(),
    await sts.keys().list(),
    await jwksOf(sts),
  ]
  const before = await seen()
  vi.spyOn(disk, 'write').mockRejectedValue(noSpace())
  const refused = [
    await control(sts, 'clients', client),
    await control(sts, 'apis', { audience: 'nhn:new' }),
    await fetch(`${sts.origin}/_mock/clients/before`, { method: 'DELETE' }),
    await control(sts, 'keys', { do: 'activate', kid: next }),
    await control(sts, 'keys', { do: 'rotate' }),
    await fetch(`${sts.origin}/_mock/reset`, { method: 'POST' }),
  ]
  for (const response of refused) {
    expect([response.status, response.headers.get('content-type')]).toEqual([507, 'application/problem+json'])
    expect(await response.json()).toEqual({
      title: 'Insufficient storage',
      status: 507,
      detail: expect.stringMatching(
        /^Nothing has changed: cannot write to the data directory .*ENOSPC.*free some room/,
      ),
    })
  }
  expect(events.filter((event) => event === 'not-stored')).toHaveLength(6)
  expect(await seen()).toEqual(before)
  vi.restoreAllMocks()
  expect((await control(sts, 'clients', client)).status).toBe(201)
  expect((await control(sts, 'keys', { do: 'activate', kid: next })).status).toBe(200)
})

it('refuses a registration when its directory was deleted, with 503, and does not know the client', async () => {
  const dataDir = makeFolder()
  await using sts = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
  rmSync(dataDir, { recursive: true })
  await expect(sts.registerClient(client)).rejects.toThrow(/^cannot write to the data directory .*lock\.json is gone/)
  expect(await knows(sts)).toBe(false)
  expect((await control(sts, 'clients', client)).status).toBe(503)
})

it('a twin that cannot listen unlocks its data directory', async () => {
  const dataDir = makeFolder()
  await using sts = await startMockSts({ port: 0 })
  await expect(startMockSts({ port: sts.port, dataDir, signingKeys: 'demo' })).rejects.toThrow('EADDRINUSE')
  expect(readdirSync(dataDir)).toEqual([])
})

it('without a data directory, clients are lost on restart, and keys are demo keys on loopback or new keys otherwise', async () => {
  const kids = []
  for (const host of ['127.0.0.1', '127.0.0.1', '0.0.0.0', '0.0.0.0']) {
    await using sts = await startMockSts({ port: 0, host })
    expect(await knows(sts)).toBe(false)
    await sts.registerClient(client)
    kids.push((await kidOf(sts))?.kid)
  }
  expect(kids[0]).toBe(kids[1])
  expect(new Set(kids).size).toBe(3)
})

const heading = '{"file":"records of helseid-mock","version":1}\n'
it.each([
  ['signing-keys.json', '{"test":{"privateKey":{"d":"hush'],
  ['signing-keys.json', '{}'],
  ['signing-keys.json', 'null'],
  ['signing-keys.json', '{"test":{"privateKey":{"kty":"RSA","d":"hush"},"certificate":"x"}}'],
  ['signing-keys.jsonl', `${heading}{"put":"signing-keys-test","id":"hush","value":null}\n`],
  ['signing-keys.jsonl', `${heading}{"put":"signing-keys-test","id":"x","value":{"material":{"privateKey":"hush"}}}\n`],
  ['registrations.json', '{"clients":[null]}'],
  ['registrations.json', '{"clients":{}}'],
  ['registrations.json', '{"clients":[{"clientId":"c"}]}'],
  ['registrations.json', '{"clients":[{"clientId":"c","jwks":{"keys":[]},"scopes":[],"sts":"nowhere"}]}'],
  ['registrations.jsonl', `${heading}{"put":"clients","id":"test c","value":{"clientId":"c"}}\n`],
  ['registrations.jsonl', `${heading}{"put":"apis","id":"test c","value":{}}\n`],
])('the error about %s with the content %s names the file and quotes nothing of it', async (file, content) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  writeFileSync(join(dataDir, file), content)
  const failure = startMockSts({ port: 0, dataDir })
  await expect(failure).rejects.toThrow(new RegExp(`${file} is damaged \\(.*\\): fix it, or delete it to start over`))
  await expect(failure).rejects.not.toThrow(/hush/)
})

it('`serve` exits with 2 for a damaged file, naming it in one line', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  writeFileSync(join(dataDir, 'registrations.jsonl'), '')
  const printed = vi.spyOn(console, 'error').mockReturnValue()
  expect(await run(['serve', '--port', '0', '--data-dir', dataDir])).toBe(2)
  expect(printed.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^helseid-mock: .*registrations\.jsonl is damaged \(it is empty\): fix it, or delete it to start over$/,
      ),
    ],
  ])
})
