/** Rotation of the client's key at the twin's Selvbetjening; a crash at any step leaves a working key. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { createHelseIdClient, type HelseIdClientOptions, type NewKey } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { thrown } from './pair.ts'

const scopes = ['nhn:selvbetjening/client', 'nhn:msh/api']
const year = 365 * 24 * 60 * 60 * 1000
let sts: StartedMockSts
beforeEach(async () => {
  const registration = { clientId: 'c', jwks: { keys: [publicJwk(keyRing.ec as Jwk)] }, scopes }
  sts = await startMockSts({ port: 0, profile: 'next', clients: [registration] })
})
afterEach(() => sts.close())

const clientWith = (options: Partial<HelseIdClientOptions> = {}) =>
  createHelseIdClient({
    issuer: sts.issuer('test'),
    selvbetjening: `${sts.origin}/selvbetjening/test`,
    clientId: 'c',
    key: keyRing.ec,
    scopes: ['nhn:msh/api'],
    retries: 0,
    wait: async () => undefined,
    ...options,
  })
const kidUsed = (assertion: string | null) => decodeProtectedHeader(String(assertion)).kid
/** A fetch that records the key of each assertion. */
const watched = () => {
  const kids: (string | undefined)[] = []
  const watch: typeof fetch = async (input, init) => {
    if (String(input).endsWith('/connect/token'))
      kids.push(kidUsed(new URLSearchParams(String(init?.body)).get('client_assertion')))
    return fetch(input, init)
  }
  return { kids, fetch: watch }
}

it('rotateKey generates a key, registers it, verifies it, stores it, and only then uses it', async () => {
  const events = collectEvents('helseid-client:key-rotated')
  const { kids, fetch } = watched()
  const client = clientWith({ fetch })
  const stored: NewKey[] = []
  const usedBeforeStored = () => kids.filter((kid) => kid === keyRing.ec.kid).length
  const rotation = await client.rotateKey({
    alg: 'ES256',
    store: (key) => {
      expect(usedBeforeStored()).toBeGreaterThan(0)
      stored.push(key)
    },
  })
  expect(rotation).toEqual({
    kid: stored[0]?.kid,
    expiresAt: stored[0]?.expiresAt,
    previous: { kid: keyRing.ec.kid },
  })
  expect(Math.abs(Number(rotation.expiresAt) - Date.now() - year)).toBeLessThan(60_000)
  const { kid, expiresAt } = rotation
  const times = { startedAt: expect.any(Number), endedAt: expect.any(Number) }
  expect(events()).toEqual([{ clientId: 'c', ...times, kid, previous: keyRing.ec.kid, expiresAt }])
  await client.getToken()
  expect(kids.at(-1)).toBe(rotation.kid)
  // A client that starts with the stored key works.
  await expect(clientWith({ key: stored[0]?.jwk as never }).getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
  expect(await client.keyStatus()).toEqual({ kid: rotation.kid, expiresAt: rotation.expiresAt })
})

it('rotateKey generates a PS256 key with 4096 bits by default, as NHN’s own libraries do', async () => {
  const keys: NewKey[] = []
  await clientWith().rotateKey({ store: (made) => void keys.push(made) })
  const [key] = keys
  expect([key?.jwk.alg, Buffer.from(String(key?.jwk.n), 'base64url').length * 8]).toEqual(['PS256', 4096])
}, 60_000)

it('rotateKey may store the key in the file that the client reads', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'helseid-client-')), 'key.json')
  writeFileSync(file, JSON.stringify(keyRing.ec))
  const client = clientWith({ key: { file } })
  const { kid } = await client.rotateKey({ alg: 'ES256', store: ({ jwk }) => writeFileSync(file, JSON.stringify(jwk)) })
  expect(JSON.parse(readFileSync(file, 'utf8')).kid).toBe(kid)
  await expect(client.getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
})

it('an exchange with the old key that ends after the rotation does not reactivate the old key', async () => {
  let goOn = (): void => undefined
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const slow: typeof fetch = async (input, init) => {
    if (new URLSearchParams(String(init?.body)).get('scope') === 'nhn:msh/api') await held
    return fetch(input, init)
  }
  const client = clientWith({ fetch: slow })
  let pending: Promise<unknown> | undefined
  const { kid } = await client.rotateKey({
    alg: 'ES256',
    store: async () => {
      pending = client.getToken()
      await new Promise((resolve) => setTimeout(resolve, 50))
    },
  })
  goOn()
  await pending
  expect((await client.keyStatus()).kid).toBe(kid)
})

it('rotateKey retries while HelseID does not know the new key yet', async () => {
  let early = 2
  const fetchLate: typeof fetch = async (input, init) => {
    const kid = String(input).endsWith('/connect/token')
      ? kidUsed(new URLSearchParams(String(init?.body)).get('client_assertion'))
      : keyRing.ec.kid
    if (kid !== keyRing.ec.kid && early-- > 0) return Response.json({ error: 'invalid_client' }, { status: 400 })
    return fetch(input, init)
  }
  const waits: number[] = []
  const wait = async (milliseconds: number) => void waits.push(milliseconds)
  await clientWith({ fetch: fetchLate, wait }).rotateKey({ alg: 'ES256', store: () => undefined })
  expect(waits).toEqual([500, 1000])
})

describe('a rotation that fails leaves a working key, at the step', () => {
  const selvbetjening = '/v1/client-secret'
  const isNewKey = (init?: RequestInit) => {
    const assertion = new URLSearchParams(String(init?.body)).get('client_assertion')
    return assertion !== null && kidUsed(assertion) !== keyRing.ec.kid
  }
  type Fault = (url: string, init?: RequestInit) => Promise<Response> | undefined
  const crash = () => Promise.reject(new TypeError('the process was killed'))
  it.each<[string, Fault, (() => void) | undefined]>([
    ['read', (url, init) => (url.endsWith(selvbetjening) && init?.method === 'GET' ? crash() : undefined), undefined],
    [
      'register',
      (url, init) => (url.endsWith(selvbetjening) && init?.method === 'POST' ? crash() : undefined),
      undefined,
    ],
    [
      'register',
      (url, init) =>
        url.endsWith(selvbetjening) && init?.method === 'POST' ? fetch(url, init).then(crash) : undefined,
      undefined,
    ],
    [
      'register',
      (url, init) =>
        url.endsWith(selvbetjening) && init?.method === 'POST'
          ? Promise.resolve(Response.json({ title: 'Bad Request' }, { status: 400 }))
          : undefined,
      undefined,
    ],
    [
      'register',
      (url, init) =>
        url.endsWith(selvbetjening) && init?.method === 'POST' ? Promise.resolve(new Response('<html>')) : undefined,
      undefined,
    ],
    ['verify', (url, init) => (url.endsWith('/connect/token') && isNewKey(init) ? crash() : undefined), undefined],
    [
      'verify',
      (url, init) =>
        url.endsWith('/connect/token') && isNewKey(init)
          ? Promise.resolve(Response.json({ error: 'invalid_client' }, { status: 400 }))
          : undefined,
      undefined,
    ],
    [
      'store',
      () => undefined,
      () => {
        throw new Error('the vault is sealed')
      },
    ],
  ])('%s', async (step, fault, store = () => undefined) => {
    const events = collectEvents('helseid-client:rotation-failed')
    let stored: NewKey | undefined
    const client = clientWith({ fetch: async (input, init) => fault(String(input), init) ?? fetch(input, init) })
    const rotation = client.rotateKey({
      alg: 'ES256',
      store: (key) => {
        store()
        stored = key
      },
    })
    const error = await thrown(rotation)
    expect(error).toMatchObject({
      code: 'rotation_failed',
      message: expect.stringContaining(`the key rotation failed at the step ${step}: `),
    })
    expect(error.message).toContain('the current key stays in use')
    expect(events()).toMatchObject([{ clientId: 'c', step }])
    expect(stored).toBeUndefined()
    // This process continues with the old key, and so does a new one, which finds the old key stored.
    await expect(client.getToken({ scopes })).resolves.toBeDefined()
    await expect(clientWith().getToken()).resolves.toBeDefined()
  })

  it('store, if the process crashes right after it: the next start works with the new key', async () => {
    let stored: NewKey | undefined
    let killed: () => void = () => undefined
    const dead = new Promise<void>((resolve) => {
      killed = resolve
    })
    const rotation = clientWith().rotateKey({
      alg: 'ES256',
      store: async (key) => {
        stored = key
        killed()
        await new Promise(() => undefined)
      },
    })
    await Promise.race([rotation, dead])
    await expect(clientWith({ key: stored?.jwk as never }).getToken()).resolves.toBeDefined()
  })
})

it('keyStatus reports the key that HelseID accepts, even if it is not the first', async () => {
  const client = clientWith({ key: [keyRing.unregistered, keyRing.ec] as never })
  expect(await client.keyStatus()).toEqual({ kid: keyRing.ec.kid })
})

it('keyStatus finds a key registered without a kid by its thumbprint', async () => {
  const listed = [{ kid: null, jwkThumbprint: keyRing.ec.kid, expiration: '2027-12-31T13:13:13Z' }]
  const client = clientWith({
    fetch: async (input, init) =>
      String(input).endsWith('/v1/client-secret') ? Response.json(listed) : fetch(input, init),
  })
  expect(await client.keyStatus()).toEqual({ kid: keyRing.ec.kid, expiresAt: Date.parse('2027-12-31T13:13:13Z') })
})

describe('a bad response from Selvbetjening', () => {
  const drip = () => {
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 10))
        controller.enqueue(Buffer.from(' '))
      },
    })
    return new Response(body)
  }
  it.each<[string, () => Response | Promise<Response>, object]>([
    ['500', () => new Response('down', { status: 500 }), { code: 'unavailable', status: 500 }],
    ['429', () => new Response('', { status: 429, headers: { 'retry-after': '7' } }), { retryAfter: 7 }],
    ['403', () => Response.json({ title: 'no' }, { status: 403 }), { code: 'selvbetjening_refused', status: 403 }],
    ['a web page', () => new Response('<html>'), { code: 'selvbetjening_refused' }],
    ['null', () => Response.json(null), { code: 'selvbetjening_refused' }],
    [
      'a redirect',
      () => new Response(null, { status: 302, headers: { location: 'https://login.example/' } }),
      { code: 'redirected' },
    ],
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), { code: 'network' }],
    ['an endless body', drip, { code: 'timeout' }],
    ['a gigantic body', () => new Response('['.repeat(2_000_000)), { code: 'too_large' }],
  ])('is reported with the right code within the timeout: %s', async (_, answer, error) => {
    const client = clientWith({
      timeout: 0.3,
      fetch: async (input, init) => (String(input).endsWith('/v1/client-secret') ? answer() : fetch(input, init)),
    })
    expect(await thrown(client.keyStatus())).toMatchObject({ name: 'HelseIdError', ...error })
    const rotation = await thrown(client.rotateKey({ alg: 'ES256', store: () => undefined }))
    expect(rotation).toMatchObject({ code: 'rotation_failed', cause: error })
  })

  it('with entries that are not keys is accepted without them', async () => {
    const listed = [null, 3, { kid: keyRing.ec.kid, expiration: 5 }]
    const client = clientWith({
      fetch: async (input, init) =>
        String(input).endsWith('/v1/client-secret') ? Response.json(listed) : fetch(input, init),
    })
    expect(await client.keyStatus()).toEqual({ kid: keyRing.ec.kid })
  })
})

it('redacts the new key if store quotes it in an error', async () => {
  const events = collectEvents('helseid-client:rotation-failed')
  let secret = ''
  const store = ({ jwk }: NewKey) => {
    secret = String(jwk.d)
    throw Object.assign(new Error(`vault write key=${JSON.stringify(jwk)}`), { command: [JSON.stringify(jwk)] })
  }
  const error = await thrown(clientWith().rotateKey({ alg: 'ES256', store }))
  expect(error.message).toContain('the key rotation failed at the step store: vault write key=')
  expect(secret).not.toBe('')
  expect(inspect([error, events()], { depth: null, showHidden: true })).not.toContain(secret)
})

describe('rotateKey is refused', () => {
  const sign = async () => new Uint8Array()
  it.each<[string, Partial<HelseIdClientOptions>, RegExp]>([
    ['for a vault’s key', { key: { sign, kid: 'k', alg: 'ES256' } }, /rotate a vault’s key in the vault/],
    ['without a URL of Selvbetjening', { selvbetjening: undefined as never }, /selvbetjening is required/],
  ])('%s', async (_, options, message) => {
    await expect(clientWith(options).rotateKey({ store: () => undefined })).rejects.toThrow(message)
  })

  it('if it has no store, or if another rotation is running', async () => {
    const client = clientWith()
    await expect(client.rotateKey({} as never)).rejects.toThrow('store must be a function')
    const first = client.rotateKey({ alg: 'ES256', store: () => undefined })
    await expect(client.rotateKey({ store: () => undefined })).rejects.toThrow('a rotation is already in progress')
    await first
  })

  it('for an algorithm that HelseID does not accept', async () => {
    const rotation = clientWith().rotateKey({ alg: 'RS256' as never, store: () => undefined })
    await expect(rotation).rejects.toThrow(
      new TypeError('rotateKey: alg must be one of PS256, PS384, PS512, ES256, ES384, ES512'),
    )
  })

  it('by HelseID if the client lacks the scope nhn:selvbetjening/client', async () => {
    await sts.registerClient({ clientId: 'c', jwks: { keys: [publicJwk(keyRing.ec as Jwk)] }, scopes: ['nhn:msh/api'] })
    expect(await thrown(clientWith().rotateKey({ alg: 'ES256', store: () => undefined }))).toMatchObject({
      code: 'rotation_failed',
      cause: { code: 'token_refused' },
    })
  })
})

it('keyStatus names a clock that is ahead when Selvbetjening refuses', async () => {
  const refuse: typeof fetch = async (input, init) =>
    String(input).endsWith('/v1/client-secret')
      ? new Response('no', { status: 401, headers: { date: new Date(Date.now() - 40_000).toUTCString() } })
      : fetch(input, init)
  expect(await thrown(clientWith({ fetch: refuse }).keyStatus())).toMatchObject({
    code: 'selvbetjening_refused',
    clockSkew: expect.toSatisfy((skew: number) => skew < -30),
    message: expect.stringMatching(/this machine’s clock is \d+ s ahead of HelseID’s/),
  })
})
