/** What survives a restart: signing keys and registered clients with a data directory, nothing without one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'

const kidOf = async (sts: StartedMockSts) => {
  const response = await fetch(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`)
  return ((await response.json()) as { keys: { kid: string; n: string; x5c: string[] }[] }).keys[0]
}
const client = { clientId: 'registered-while-running', jwks: { keys: [] }, scopes: ['nhn:msh/api'] }
const knows = async (sts: StartedMockSts) =>
  (await fetch(`${sts.origin}/_mock/clients/${client.clientId}`)).status === 200

it('keeps signing keys and registered clients across a restart when a data directory is set; reset removes the clients (E12)', async () => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'data')
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

it('the files of a data directory hold registrations by STS in order, and the first key of each STS even after a rotation', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  const json = (file: string) => JSON.parse(readFileSync(join(dataDir, file), 'utf8'))
  let key: Awaited<ReturnType<typeof kidOf>>
  {
    await using sts = await startMockSts({ port: 0, dataDir })
    key = await kidOf(sts)
    await sts.registerClient(client)
    await sts.registerClient({ ...client, clientId: 'at-one', sts: 'test2' })
    const api = { audience: 'nhn:msh', tokenLifetime: 60, sts: ['test'] }
    await fetch(`${sts.origin}/_mock/apis`, { method: 'POST', body: JSON.stringify(api) })
    await sts.keys().activate(await sts.keys().publish())
    expect(json('registrations.json')).toEqual({
      clients: [
        { ...client, sts: 'test' },
        { ...client, sts: 'qa' },
        { ...client, sts: 'prod' },
        { ...client, clientId: 'at-one', sts: 'test' },
      ],
      apis: [{ audience: 'nhn:msh', tokenLifetime: 60, sts: 'test' }],
    })
  }
  const keys = json('signing-keys.json')
  expect(Object.keys(keys)).toEqual(['test', 'qa', 'prod'])
  expect([Object.keys(keys.test), keys.test.certificate]).toEqual([['privateKey', 'certificate'], key?.x5c[0]])
  await using sts = await startMockSts({ port: 0, dataDir })
  expect(await kidOf(sts)).toEqual(key)
})

it('refuses a registration that cannot be written, and does not know the client', async () => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'data')
  await using sts = await startMockSts({ port: 0, dataDir, signingKeys: 'demo' })
  rmSync(dataDir, { recursive: true })
  await expect(sts.registerClient(client)).rejects.toThrow(/^cannot write to the data directory .*: ENOENT/)
  expect(await knows(sts)).toBe(false)
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

it.each([
  ['signing-keys.json', '{"test":{"privateKey":{"d":"hush'],
  ['signing-keys.json', '{}'],
  ['signing-keys.json', '{"test":{"privateKey":{"kty":"RSA","d":"hush"},"certificate":"x"}}'],
  ['registrations.json', '{"clients":[null]}'],
  ['registrations.json', '{"clients":[{"clientId":"c"}]}'],
])('the error about %s with the content %s names the file and quotes nothing of it', async (file, content) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
  writeFileSync(join(dataDir, file), content)
  const failure = startMockSts({ port: 0, dataDir })
  await expect(failure).rejects.toThrow(new RegExp(`${file} is damaged \\(.*\\): fix it, or delete it to start over`))
  await expect(failure).rejects.not.toThrow(/hush/)
})
