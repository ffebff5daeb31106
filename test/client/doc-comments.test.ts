/** Runs the `@example` blocks of the client's doc comments, which quote this file. */
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientKeySource, createHelseIdClient, HelseIdError, writeKeyFile } from 'helseid-client'
import { fromPkcs12 } from 'helseid-client/pkcs12'
import { createRedisReplayStore, createRedisTokenStore } from 'helseid-client/redis'
import { createTokenVerifier, organizationOf, TokenRefused } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import pkcs12 from '../keys/pkcs12.NOT-A-SECRET.json' with { type: 'json' }
import { thrown } from './pair.ts'

const scopes = ['nhn:example/a', 'nhn:example/b', 'nhn:selvbetjening/client']
const folder = mkdtempSync(join(tmpdir(), 'helseid-client-'))
const file = join(folder, 'key.json')

/** The global fetch leads to a twin, or to an API at https://api.example that accepts everything. */
beforeEach(() => {
  writeFileSync(file, JSON.stringify(keyRing.ec))
  const jwks = { keys: [publicJwk(keyRing.ec as Jwk)] }
  const twin = createHelseIdMock({ clients: [{ clientId: 'c', jwks, scopes, tenancy: 'multi-tenant' }] })
  vi.stubGlobal('fetch', async (input: string, init?: RequestInit) =>
    String(input).startsWith('https://api.example/') ? new Response('ok') : twin.handle(new Request(input, init)),
  )
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

const opens = (key: ClientKeySource | ClientKeySource[]) =>
  typeof createHelseIdClient({ environment: 'test1', clientId: 'c', key }).getToken === 'function'
const newClient = () => createHelseIdClient({ environment: 'test1', clientId: 'c', key: keyRing.ec, scopes })

/** A doc comment, then the name that it documents. */
const docComment =
  /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:async )?(?:(?:function|class|interface|type) )?(\w+)/g
const exampleIn = (comment: string) =>
  (/```ts\n([\s\S]*?)\n[ ]*\* ```/.exec(comment)?.[1] ?? '').replaceAll(/^[ ]*\* ?/gm, '')

describe('the example of', () => {
  it('createHelseIdClient runs as documented', async () => {
    const clientId = 'c'
    const client = createHelseIdClient({ environment: 'test1', clientId, key: { file }, scopes: ['nhn:example/a'] })
    const response = await client.fetch('https://api.example/hello')
    expect(await response.text()).toBe('ok')
  })

  it('getToken runs as documented', async () => {
    const client = newClient()
    const { accessToken, expiresAt } = await client.getToken()
    const other = await client.getToken({ scopes: ['nhn:example/b'], organization: { parent: '994598759' } })
    expect(other.accessToken).not.toBe(accessToken)
    expect(expiresAt).toBeGreaterThan(Date.now())
  })

  it('fetch runs as documented', async () => {
    const client = newClient()
    const init = { method: 'POST', body: 'text', signal: AbortSignal.timeout(10_000) }
    const response = await client.fetch('https://api.example/notes', init, { organization: { parent: '994598759' } })
    expect(response.status).toBe(200)
  })

  it('headersFor runs as documented', async () => {
    const client = newClient()
    const headers = await client.headersFor('https://api.example/notes', 'POST')
    expect(Object.keys(headers)).toEqual(['authorization', 'dpop'])
  })

  it('rotateKey runs as documented', async () => {
    const client = createHelseIdClient({ environment: 'test1', clientId: 'c', key: { file }, scopes })
    const { kid, previous } = await client.rotateKey({ store: ({ jwk }) => writeKeyFile(file, jwk) })
    expect([JSON.parse(readFileSync(file, 'utf8')).kid, previous.kid]).toEqual([kid, keyRing.ec.kid])
  })

  it('keyStatus runs as documented', async () => {
    const client = newClient()
    const { kid, expiresAt } = await client.keyStatus()
    expect([kid, expiresAt]).toEqual([keyRing.ec.kid, undefined])
  })

  it('HelseIdError runs as documented', () => {
    const advice = (error: unknown) => {
      if (error instanceof HelseIdError && error.code === 'unavailable') return `again in ${error.retryAfter ?? 60} s`
      throw error
    }
    expect(advice(new HelseIdError('down', { code: 'unavailable', retryAfter: 5 }))).toBe('again in 5 s')
  })

  it('createTokenVerifier and organizationOf runs as documented', async () => {
    const url = 'https://api.example/hello'
    const organization = { parent: '994598759' }
    const headers = await newClient().headersFor(url, 'GET', { scopes: ['nhn:example/a'], organization })
    const request = new Request(url, { headers })
    const verify = createTokenVerifier({ environment: 'test1', audience: 'nhn:example', scopes: ['nhn:example/a'] })
    const claims = await verify(request)
    const { parent, child, supplier } = organizationOf(claims)
    expect([parent, child, supplier]).toEqual(['994598759', undefined, undefined])
  })

  it('TokenRefused runs as documented', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    onTestFinished(() => logged.mockRestore())
    const responseTo = (error: unknown) => {
      if (error instanceof TokenRefused && error.status === 503) console.error(error.logLine)
      if (error instanceof TokenRefused) return error.toResponse()
      throw error
    }
    const verify = createTokenVerifier({ environment: 'test1', audience: 'nhn:example' })
    expect(responseTo(await thrown(verify(new Request('https://api.example/')))).status).toBe(401)
    expect(logged).not.toHaveBeenCalled()
    expect(responseTo(new TokenRefused('keys-unavailable', 'down')).status).toBe(503)
    expect(logged.mock.calls).toEqual([['keys-unavailable: down']])
  })

  it('fromPkcs12 runs as documented', () => {
    const { password } = pkcs12
    const file = join(folder, 'certificate.p12')
    writeFileSync(file, Buffer.from(pkcs12.ec, 'base64'))
    const key = fromPkcs12({ file, password })
    expect(opens(key)).toBe(true)
  })

  it('PemKey is accepted as documented', () => {
    const pem = createPrivateKey({ key: keyRing.ec as never, format: 'jwk' }).export({
      type: 'pkcs8',
      format: 'pem',
    }) as string
    const certificate = certificates.ec
    const key: ClientKeySource = { pem, certificate }
    expect(opens(key)).toBe(true)
  })

  it('KeyFile is accepted as documented', () => {
    vi.stubEnv('HELSEID_KEY_FILE', file)
    const key: ClientKeySource = { file: String(process.env.HELSEID_KEY_FILE) }
    expect(opens(key)).toBe(true)
  })

  it('KeyVariable is accepted as documented', () => {
    vi.stubEnv('HELSEID_KEY', JSON.stringify(keyRing.ec))
    const key: ClientKeySource = { env: 'HELSEID_KEY' }
    expect(opens(key)).toBe(true)
  })

  it('SigningFunction is accepted as documented', () => {
    const vault = { sign: async (data: Uint8Array) => data }
    const key: ClientKeySource = { sign: (data) => vault.sign(data), kid: 'registered-kid', alg: 'ES256' }
    expect(opens(key)).toBe(true)
  })

  it('ClientKeySource is accepted as documented', () => {
    vi.stubEnv('HELSEID_KEY', JSON.stringify(keyRing.ec))
    vi.stubEnv('OLD_KEY_FILE', file)
    const key: ClientKeySource[] = [{ env: 'HELSEID_KEY' }, { file: String(process.env.OLD_KEY_FILE) }]
    expect(opens(key)).toBe(true)
  })
})

describe('the stores for Redis', () => {
  const issuer = 'http://localhost:8080/test'
  /** What Redis replies is tested with a server, in test/redis. */
  const redis = { sendCommand: async () => null }

  it('createRedisReplayStore is accepted by a verifier', () => {
    const replayStore = createRedisReplayStore(redis)
    const verify = createTokenVerifier({ issuer, audience: 'nhn:example', replayStore })
    expect(verify).toBeTypeOf('function')
  })

  it('createRedisTokenStore is accepted by a client', () => {
    const [key, dpopKey] = [keyRing.ec, keyRing.proof]
    const store = createRedisTokenStore(redis)
    const client = createHelseIdClient({ issuer, clientId: 'c', key, dpopKey, scopes, store })
    expect(client).toHaveProperty('getToken')
  })
})

describe('a doc comment', () => {
  const sources = new URL('../../client/', import.meta.url)
  const withoutIndent = (text: string) => text.replaceAll(/^[ ]+/gm, '')
  const tested = withoutIndent(readFileSync(new URL(import.meta.url), 'utf8'))
  /** Doc comments with an `@example`, and the name that each one belongs to. */
  const commented = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/^(dist|node_modules)\b/.test(path))
    .flatMap((path) => [...readFileSync(new URL(path, sources), 'utf8').matchAll(docComment)])
    .filter(([, comment]) => comment?.includes('@example'))
    .map(([, comment = '', name = '']) => ({ name, example: withoutIndent(exampleIn(comment)) }))

  it.each(commented)('quotes a test: $name', ({ example }) => {
    expect(example).not.toBe('')
    expect(tested).toContain(example)
  })

  it('has an example on every entry point', () => {
    expect(commented.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['createHelseIdClient', 'getToken', 'fetch', 'headersFor', 'rotateKey', 'keyStatus', 'HelseIdError'],
        ...['createTokenVerifier', 'organizationOf', 'TokenRefused', 'fromPkcs12'],
        ...['ClientKeySource', 'PemKey', 'KeyFile', 'KeyVariable', 'SigningFunction'],
      ]),
    )
  })
})
