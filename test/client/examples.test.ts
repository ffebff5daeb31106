/** Runs the examples of docs/client.md, and checks that the page quotes them verbatim and is complete. */
import { EventEmitter } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHelseIdClient, diagnosticNames, errorCodes, HelseIdError } from 'helseid-client'
import { type RefusalCode, TokenRefused, type TokenVerifierOptions } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { startMockSts } from 'helseid-mock'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { defaults } from '../../client/config.ts'
import { whatNow } from '../examples/client/act-on-errors.ts'
import { rotateWhenDue } from '../examples/client/rotate-key.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { pair, thrown } from './pair.ts'

const scopes = ['nhn:test-public-samplecode/client-credentials', 'nhn:selvbetjening/client']
const inTenDays = { exp: Math.floor(Date.now() / 1000) + 10 * 24 * 60 * 60 }
const started = async (expiry: { exp?: number } = inTenDays) => {
  const key = { ...publicJwk(keyRing.ec as Jwk), ...expiry }
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
  it('call-an-api calls an API', async () => {
    const { sts, file } = await started()
    vi.stubEnv('HELSEID_ISSUER', sts.issuer('test'))
    vi.stubEnv('HELSEID_CLIENT_ID', 'c')
    vi.stubEnv('HELSEID_KEY_FILE', file)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { hello } = await import('../examples/client/call-an-api.ts')
    const answer = await hello(`${sts.origin}/nhn-api/test/hello`, '994598759')
    expect(answer).toMatchObject({ client_id: 'c', organization: { parent: '994598759' } })
  })

  it('act-on-errors handles each kind of failure', async () => {
    expect(await whatNow(pair().client)).toBe('continue')
    expect(await whatNow(pair({ registration: { enabled: false } }).client)).toMatch(/^alert someone: .*id-/)
    const down = () => new Response(null, { status: 503, headers: { 'retry-after': '120' } })
    expect(await whatNow(pair({ instead: ({ method }) => (method === 'POST' ? down() : undefined) }).client)).toBe(
      'retry in 120 s',
    )
    const unreachable = () => Promise.reject(new TypeError('fetch failed'))
    // Missing metadata is an outage too, which needs no one's attention at once.
    expect(await whatNow(pair({ instead: down }).client)).toBe('retry in 120 s')
    expect(await whatNow(pair({ instead: unreachable }).client)).toBe('retry in 60 s')
  })

  it('shared-store logs why Redis cannot be reached, also if each of its addresses refuses', async () => {
    const refused = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
    const redis = Object.assign(new EventEmitter(), { sendCommand: async () => null, connect: async () => redis })
    vi.doMock('redis', () => ({ createClient: () => redis }))
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    onTestFinished(() => {
      vi.doUnmock('redis')
      logged.mockRestore()
    })
    const { connectStores } = await import('../examples/client/shared-store.ts')
    await connectStores('redis://localhost')
    redis.emit('error', new Error('down'))
    redis.emit('error', refused)
    expect(logged.mock.calls).toEqual([['Redis: down'], ['Redis: ECONNREFUSED']])
  })

  const rotating = ({ sts, file }: Awaited<ReturnType<typeof started>>) => {
    const selvbetjening = `${sts.origin}/selvbetjening/test`
    return createHelseIdClient({ issuer: sts.issuer('test'), clientId: 'c', key: { file }, scopes, selvbetjening })
  }

  it('rotate-key rotates a key with less than 30 days left', async () => {
    const twin = await started()
    const client = rotating(twin)
    expect(await rotateWhenDue(client, twin.file)).toBe(true)
    expect(JSON.parse(readFileSync(twin.file, 'utf8')).alg).toBe('PS256')
    expect(await rotateWhenDue(client, twin.file)).toBe(false)
  }, 60_000)

  it('rotate-key warns if the key’s expiry is unknown', async () => {
    const twin = await started({})
    const client = rotating(twin)
    expect(await client.keyStatus()).toEqual({ kid: keyRing.ec.kid })
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => warned.mockRestore())
    expect(await rotateWhenDue(client, twin.file)).toBe(false)
    expect(warned.mock.calls).toEqual([[expect.stringContaining(keyRing.ec.kid)]])
  })
})

describe('what client.fetch throws', () => {
  const api = 'https://api.example/hello'
  const calling = (answer: () => Response | Promise<Response>, client = {}) =>
    pair({ client, instead: ({ url }) => (url === api ? answer() : undefined) }).client
  const never = () => new Promise<Response>(() => undefined)
  const unreachable = () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }))

  it('is a HelseIdError if HelseID issues no token', async () => {
    const error = await thrown(pair({ registration: { enabled: false } }).client.fetch(api))
    expect(error).toBeInstanceOf(HelseIdError)
    expect(error.code).toBe('token_refused')
  })

  it('is the error of fetch if the API cannot be reached', async () => {
    const error = await thrown(calling(unreachable).fetch(api))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNREFUSED' } })
  })

  it('is a TimeoutError if the API does not begin to respond within apiTimeout', async () => {
    const error = await thrown(calling(never, { apiTimeout: 0.05 }).fetch(api))
    expect(error).toBeInstanceOf(DOMException)
    expect(error.name).toBe('TimeoutError')
  })

  it('is the abort reason of the caller’s signal', async () => {
    const reason = { whatever: 'it is' }
    expect(await thrown(calling(never).fetch(api, { signal: AbortSignal.abort(reason) }))).toBe(reason)
  })

  it.each<[string, RequestInit?, object?]>([
    ['http://api.example/hello'],
    ['not a URL'],
    [api, { headers: { authorization: 'DPoP x' } }],
    [api, {}, { scope: 'a' }],
  ])('is a TypeError for misuse: %s %j %j', async (...args) => {
    expect(await thrown(calling(never).fetch(...args))).toBeInstanceOf(TypeError)
  })

  it('is nothing if the API refuses the request', async () => {
    expect((await calling(() => new Response(null, { status: 403 })).fetch(api)).status).toBe(403)
  })
})

describe('docs/client.md', () => {
  const page = readFileSync(new URL('../../docs/client.md', import.meta.url), 'utf8')
  const examples = new URL('../examples/client/', import.meta.url)
  const withoutOpening = (text: string) => text.replace(/^\/\*\*.*\*\/\n/, '').trim()

  it.each(readdirSync(examples))('quotes %s verbatim', (name) => {
    expect(page).toContain(withoutOpening(readFileSync(new URL(name, examples), 'utf8')))
  })

  it.each([...Object.keys(errorCodes), ...diagnosticNames, ...Object.keys(defaults)])('documents %s', (name) => {
    expect(page).toContain(`\`${name}\``)
  })

  const optional: Readonly<Record<Exclude<keyof TokenVerifierOptions, 'environment' | 'issuer' | 'audience'>, string>> =
    {
      origin: 'the request’s own',
      scopes: 'none',
      claims: 'none',
      scheme: '`dpop`',
      allowPlainHttp: '`false`',
      clockTolerance: '10',
      proofAlgorithms: 'all of HelseID’s',
      proofLifetime: '60',
      timeout: '5',
      jwksLifetime: '86400',
      jwksCooldown: '30',
      htuQuery: '`ignore`',
      replayStore: 'this process’s memory',
      replayTimeout: '3',
      now: '`Date.now`',
      monotonicNow: '`performance.now`',
      proofNow: '`now`',
      fetch: 'the global `fetch`',
      jwks: 'the issuer’s keys',
    }
  const forApis = page.slice(page.indexOf('## For API authors'))

  /** RFC 6750 3.1 and RFC 9449 7.1 for 401 and 403; 503 where the fault is not the caller's. The type lists every code. */
  const refusals: Readonly<Record<RefusalCode, 401 | 403 | 503>> = {
    'no-token': 401,
    'wrong-scheme': 401,
    'token-malformed': 401,
    'token-algorithm': 401,
    'token-typ': 401,
    'token-signature': 401,
    'token-key-unknown': 401,
    'token-issuer': 401,
    'token-audience': 401,
    'token-expired': 401,
    'token-not-yet-valid': 401,
    'token-claim-missing': 401,
    'token-claim-value': 401,
    'token-bound': 401,
    'token-unbound': 401,
    'scope-missing': 403,
    'proof-missing': 401,
    'proof-several': 401,
    'proof-malformed': 401,
    'proof-typ': 401,
    'proof-algorithm': 401,
    'proof-jwk': 401,
    'proof-signature': 401,
    'proof-key': 401,
    'proof-htm': 401,
    'proof-htu': 401,
    'proof-iat': 401,
    'proof-jti': 401,
    'proof-ath': 401,
    'proof-replayed': 401,
    'replay-store-unavailable': 503,
    'keys-unavailable': 503,
  }

  it('lists every code of a refusal with its status, its meaning and what to do', () => {
    const table = forApis.slice(forApis.indexOf('### Refusals'), forApis.indexOf('### Twins'))
    const rows = [...table.matchAll(/^\| `([^`]+)` \| (\d+) \| [^|]+ \| [^|]+ \|$/gm)].map(([, code, status]) => [
      code,
      Number(status),
    ])
    expect(rows.toSorted()).toEqual(Object.entries(refusals).toSorted())
    const thrownStatuses = Object.keys(refusals).map((code) => [code, new TokenRefused(code as RefusalCode, '').status])
    expect(thrownStatuses).toEqual(Object.entries(refusals))
  })

  it('lists the verifier’s options with their defaults', () => {
    expect(forApis).toContain('| `environment` or `issuer` | |')
    expect(forApis).toContain('| `audience` | |')
    for (const [name, value] of Object.entries(optional)) expect(forApis).toContain(`| \`${name}\` | ${value} |`)
  })
})
