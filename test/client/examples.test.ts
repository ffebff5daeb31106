/** The examples of docs/client.md, run; and that the page quotes them as they are, and leaves nothing out. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdClient, diagnosticNames, errorCodes } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { defaults } from '../../client/config.ts'
import { whatNow } from '../examples/client/act-on-errors.ts'
import { rotateWhenDue } from '../examples/client/rotate-key.ts'
import { redisStore } from '../examples/client/shared-store.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { pair } from './pair.ts'

const scopes = ['nhn:test-public-samplecode/client-credentials', 'nhn:selvbetjening/client']
const started = async () => {
  const key = { ...publicJwk(keyRing.ec as Jwk), exp: Math.floor(Date.now() / 1000) + 10 * 24 * 60 * 60 }
  const sts = await startMockSts({
    port: 0,
    clients: [{ clientId: 'c', jwks: { keys: [key] }, scopes, tenancy: 'multi-tenant', supplier: '889640782' }],
  })
  onTestFinished(() => sts.close())
  const file = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'key.json')
  writeFileSync(file, JSON.stringify(keyRing.ec))
  return { sts, file }
}

describe('the example', () => {
  it('call-an-api', async () => {
    const { sts, file } = await started()
    vi.stubEnv('HELSEID_ISSUER', sts.issuer('test'))
    vi.stubEnv('HELSEID_CLIENT_ID', 'c')
    vi.stubEnv('HELSEID_KEY_FILE', file)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { hello } = await import('../examples/client/call-an-api.ts')
    const answer = await hello(`${sts.origin}/nhn-api/test/hello`, '994598759')
    expect(answer).toMatchObject({ client_id: 'c', organization: { parent: '994598759' } })
  })

  it('act-on-errors', async () => {
    expect(await whatNow(pair().client)).toBe('go on')
    expect(await whatNow(pair({ registration: { enabled: false } }).client)).toMatch(/^wake somebody up: .*id-/)
    const down = () => new Response(null, { status: 503, headers: { 'retry-after': '120' } })
    expect(await whatNow(pair({ instead: ({ method }) => (method === 'POST' ? down() : undefined) }).client)).toBe(
      'again in 120 s',
    )
  })

  it('rotate-key', async () => {
    const { sts, file } = await started()
    const selvbetjening = `${sts.origin}/selvbetjening/test`
    const client = createHelseIdClient({
      issuer: sts.issuer('test'),
      clientId: 'c',
      key: { file },
      scopes,
      selvbetjening,
    })
    expect(await rotateWhenDue(client, file)).toBe(true)
    expect(JSON.parse(readFileSync(file, 'utf8')).alg).toBe('PS256')
    expect(await rotateWhenDue(client, file)).toBe(false)
  }, 60_000)

  it('shared-store', async () => {
    const entries = new Map<string, string>()
    const store = redisStore({
      get: async (key) => entries.get(key) ?? null,
      set: async (key, value) => entries.set(key, value),
      del: async (key) => entries.delete(key),
    })
    const one = pair({ client: { store, dpopKey: keyRing.proof } })
    const two = pair({ client: { store, dpopKey: keyRing.proof } })
    expect(await two.client.getToken()).toEqual(await one.client.getToken())
    expect([one, two].map(({ twin }) => twin.requests.length).sort()).toEqual([0, 2])
  })
})

describe('docs/client.md', () => {
  const page = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8')
  const examples = new URL('../examples/client/', import.meta.url)
  const withoutOpening = (text: string) => text.replace(/^\/\*\*.*\*\/\n/, '').trim()

  it.each(readdirSync(examples))('quotes %s as it is', (name) => {
    expect(page).toContain(withoutOpening(readFileSync(new URL(name, examples), 'utf8')))
  })

  it.each([...Object.keys(errorCodes), ...diagnosticNames, ...Object.keys(defaults)])('speaks of %s', (name) => {
    expect(page).toContain(`\`${name}\``)
  })
})
