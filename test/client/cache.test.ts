/** Caching of tokens while they are valid, within a process and between processes. */
import type { Token, TokenStore } from 'helseid-client'
import { describe, expect, it, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { otherScope, pair, scope, seen, start, thrown } from './pair.ts'

const succeeded = (twin: Parameters<typeof seen>[0]) => seen(twin).filter((status) => status === 200).length

describe('the token cache within a process', () => {
  it('renews a token on demand only, five seconds before it expires', async () => {
    const { client, clock, twin } = pair()
    await client.getToken()
    clock.ms += 594_999
    await client.getToken()
    expect(succeeded(twin)).toBe(1)
    clock.ms += 1
    await client.getToken()
    expect(succeeded(twin)).toBe(2)
  })

  it('renews a token renewBefore seconds before it expires', async () => {
    const { client, clock, twin } = pair({ client: { renewBefore: 60 } })
    await client.getToken()
    clock.ms += 540_000
    await client.getToken()
    expect(succeeded(twin)).toBe(2)
  })

  it('uses a token that lives shorter than renewBefore for half its lifetime, not just once', async () => {
    const { client, clock, twin } = pair({ twin: { scenario: 'short-lived-token;seconds=4' } })
    await client.getToken()
    clock.ms += 1999
    await client.getToken()
    expect(succeeded(twin)).toBe(1)
    clock.ms += 1
    await client.getToken()
    expect(succeeded(twin)).toBe(2)
  })

  it('treats scopes as a set: order and repetition do not matter', async () => {
    const { client, twin } = pair()
    const scopeSets = [
      [scope, otherScope],
      [otherScope, scope],
      [scope, otherScope, scope],
    ]
    for (const scopes of scopeSets) await client.getToken({ scopes })
    expect(succeeded(twin)).toBe(1)
  })

  it('caches a separate token for each organisation', async () => {
    const { client, twin } = pair({ registration: { tenancy: 'multi-tenant' } })
    const [one, same, other] = [
      await client.getToken({ organization: { parent: '994598759' } }),
      await client.getToken({ organization: { parent: '994598759' } }),
      await client.getToken({ organization: { parent: '994598759', child: '983658725' } }),
    ]
    expect(same).toBe(one)
    expect(other).not.toBe(one)
    expect(succeeded(twin)).toBe(2)
  })

  it('caches at most cacheSize tokens and drops the least recently used first', async () => {
    const { client, twin } = pair({ client: { cacheSize: 2 }, registration: { tenancy: 'multi-tenant' } })
    const of = (parent: string) => client.getToken({ organization: { parent } })
    await of('994598759')
    await of('983658725')
    await of('994598759')
    await of('889640782')
    expect(succeeded(twin)).toBe(3)
    await of('994598759')
    expect(succeeded(twin)).toBe(3)
    await of('983658725')
    expect(succeeded(twin)).toBe(4)
  })

  it('returns a cached token without cryptography and without a request', async () => {
    const { client, sentRequests } = pair()
    const token = await client.getToken()
    const before = sentRequests.length
    const spies = [
      ...(['sign', 'digest', 'importKey', 'generateKey', 'exportKey'] as const).map((name) =>
        vi.spyOn(crypto.subtle, name),
      ),
      vi.spyOn(crypto, 'getRandomValues'),
      vi.spyOn(crypto, 'randomUUID'),
    ]
    for (let call = 0; call < 100; call++) expect(await client.getToken()).toBe(token)
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual(spies.map(() => 0))
    expect(sentRequests.length).toBe(before)
    vi.restoreAllMocks()
  })

  it('shares a failure with concurrent callers but does not cache it: the next call tries again', async () => {
    const { client, sentRequests } = pair({
      instead: (request) =>
        request.method === 'POST' ? Response.json({ error: 'invalid_client' }, { status: 400 }) : undefined,
    })
    const [one, two] = await Promise.all([thrown(client.getToken()), thrown(client.getToken())])
    expect(one).toBe(two)
    await thrown(client.getToken())
    expect(sentRequests.filter(({ method }) => method === 'POST')).toHaveLength(2)
  })

  it('sends no request for a signal that has aborted already', async () => {
    const { client, sentRequests } = pair()
    await expect(client.getToken({ signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
    expect(sentRequests).toEqual([])
  })

  it('does not let an aborted caller affect the others, even if it was the first', async () => {
    const { client, twin } = pair()
    const giveUp = new AbortController()
    const callers = Array.from({ length: 10 }, (_, index) =>
      client.getToken(index % 2 === 0 ? { signal: giveUp.signal } : {}),
    )
    giveUp.abort(new Error('no time'))
    const results = await Promise.allSettled(callers)
    expect(results.map(({ status }) => status)).toEqual(
      Array.from({ length: 10 }, (_, i) => (i % 2 ? 'fulfilled' : 'rejected')),
    )
    expect(succeeded(twin)).toBe(1)
  })
})

describe('the token cache between processes', () => {
  const memory = (): TokenStore & { readonly entries: Map<string, Token> } => {
    const entries = new Map<string, Token>()
    return {
      entries,
      get: async (key) => structuredClone(entries.get(key)),
      set: async (key, token) => void entries.set(key, token),
      delete: async (key) => void entries.delete(key),
    }
  }
  const dpopKey = keyRing.proof
  const good: Token = { accessToken: 'a', tokenType: 'DPoP', expiresAt: start + 600_000, scope }

  /** A token whose `expiresAt` can be read that many times, and then throws. */
  function revokedProxy(): object {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }

  function throwing(reads: number): Token {
    let left = reads
    return {
      ...good,
      get expiresAt() {
        if (left-- === 0) throw new Error('the connection is closed')
        return good.expiresAt
      },
    }
  }

  it('uses a token from the store only with the DPoP key that it is bound to', async () => {
    const store = memory()
    const one = pair({ client: { store, dpopKey } })
    const token = await one.client.getToken()
    const two = pair({ client: { store, dpopKey } })
    expect(await two.client.getToken()).toEqual(token)
    const other = pair({ client: { store, dpopKey: keyRing.ec384 } })
    expect(await other.client.getToken()).not.toEqual(token)
    expect([one, two, other].map(({ twin }) => succeeded(twin))).toEqual([1, 0, 1])
    expect(store.entries.size).toBe(2)
  })

  it('renews a token from the store that is about to expire', async () => {
    const store = memory()
    await pair({ client: { store, dpopKey } }).client.getToken()
    const { client, clock, twin } = pair({ client: { store, dpopKey } })
    clock.ms += 595_000
    await client.getToken()
    expect(succeeded(twin)).toBe(1)
  })

  it.each<[string, Partial<TokenStore>]>([
    ['fails', { get: () => Promise.reject(new Error('redis is gone')) }],
    ['rejects with undefined', { get: () => Promise.reject() }],
    ['hangs', { get: () => new Promise(() => undefined) }],
    [
      'throws before it returns a promise',
      {
        get: () => {
          throw new Error('redis is gone')
        },
      },
    ],
    ['returns a number', { get: async () => 3 as never }],
    ['rejects with something that has no text', { get: () => Promise.reject(Object.create(null)) }],
    [
      'rejects with an error without a message',
      { get: () => Promise.reject(Object.assign(new Error(), { message: {} })) },
    ],
    ['rejects with a revoked proxy', { get: () => Promise.reject(revokedProxy()) }],
    [
      'returns a token whose rejectedScope is not a string',
      { get: async () => ({ ...good, rejectedScope: 3 }) as never },
    ],
    ['returns a token with a getter that throws', { get: async () => throwing(0) }],
    ['returns nonsense', { get: async () => ({ accessToken: 3 }) as never }],
    ['returns an unbound token', { get: async () => ({ ...good, tokenType: 'Bearer' }) }],
    ['returns a token that no header accepts', { get: async () => ({ ...good, accessToken: 'a\r\nb' }) }],
    ['returns a token without an expiry', { get: async () => ({ ...good, expiresAt: Number.POSITIVE_INFINITY }) }],
  ])('reports a store that %s, and continues without it', async (_, broken) => {
    const events = collectEvents('helseid-client:store-failed')
    const { client } = pair({ client: { store: { ...memory(), ...broken }, dpopKey, timeout: 0.2 } })
    await expect(client.getToken()).resolves.toMatchObject({ scope })
    expect(events()).toEqual([{ clientId: 'c', operation: 'get', message: expect.any(String) }])
  })

  it('does not use a token from a store whose clock is ahead, because it would live too long', async () => {
    const store = memory()
    const ahead = pair({ client: { store, dpopKey } })
    ahead.clock.ms += 3 * 60 * 60 * 1000
    const stored = await ahead.client.getToken()
    const { client } = pair({ client: { store, dpopKey } })
    expect((await client.getToken()).accessToken).not.toBe(stored.accessToken)
  })

  it('uses a token from a store whose clock is a few seconds ahead', async () => {
    const store = memory()
    const ahead = pair({ client: { store, dpopKey } })
    ahead.clock.ms += 9000
    const stored = await ahead.client.getToken()
    const { client } = pair({ client: { store, dpopKey } })
    expect(await client.getToken()).toEqual(stored)
  })

  const day = 24 * 60 * 60 * 1000

  it('uses a token for a day at most, whatever expiry the store says', async () => {
    const forever = { ...good, expiresAt: 9e15 }
    const store = { ...memory(), get: async (): Promise<Token | undefined> => forever }
    const { client, clock } = pair({ client: { store, dpopKey } })
    await expect(client.getToken()).resolves.toEqual(forever)
    clock.ms += day
    store.get = async () => undefined
    await expect(client.getToken()).resolves.not.toEqual(forever)
  })

  it('uses a token for a day at most, whatever expires_in HelseID says', async () => {
    const { client, clock } = pair({
      instead: ({ url }) =>
        url.endsWith('/connect/token')
          ? new Response(`{"access_token":"a${clock.ms}","token_type":"DPoP","expires_in":1e308,"scope":"s"}`, {
              headers: { 'content-type': 'application/json' },
            })
          : undefined,
    })
    const { accessToken } = await client.getToken()
    clock.ms += day / 2
    expect((await client.getToken()).accessToken).toBe(accessToken)
    clock.ms += day / 2
    expect((await client.getToken()).accessToken).not.toBe(accessToken)
  })

  it('reads each member of a token from the store once, because a getter may throw later', async () => {
    const { client } = pair({ client: { store: { ...memory(), get: async () => throwing(1) }, dpopKey } })
    await expect(client.getToken()).resolves.toEqual(good)
  })

  it.each<[string, Partial<TokenStore>]>([
    ['hangs', { set: () => new Promise(() => undefined) }],
    [
      'throws before it returns a promise',
      {
        set: () => {
          throw new Error('redis is gone')
        },
      },
    ],
  ])('hands out a new token although the store %s when it is set', async (_, broken) => {
    const events = collectEvents('helseid-client:store-failed')
    const { client } = pair({ client: { store: { ...memory(), ...broken }, dpopKey, timeout: 0.2 } })
    await expect(client.getToken()).resolves.toMatchObject({ scope })
    expect(events()).toEqual([{ clientId: 'c', operation: 'set', message: expect.any(String) }])
  })

  it('does not use an expired token from the store', async () => {
    const { client, twin } = pair({
      client: { store: { ...memory(), get: async () => ({ ...good, expiresAt: start - 1 }) }, dpopKey },
    })
    await client.getToken()
    expect(succeeded(twin)).toBe(1)
  })

  it('redacts a token that a failing store quotes in its error', async () => {
    const events = collectEvents('helseid-client:store-failed')
    const quoting = { ...memory(), set: (_: string, token: Token) => Promise.reject(new Error(token.accessToken)) }
    await pair({ client: { store: quoting, dpopKey } }).client.getToken()
    expect(events()).toEqual([{ clientId: 'c', operation: 'set', message: '[JWT]' }])
  })

  it('does not reuse a refused token from a store that is slow to delete it', async () => {
    const store = memory()
    const events = collectEvents('helseid-client:token')
    let release = (): void => undefined
    const deleted = new Promise<void>((resolve) => {
      release = resolve
    })
    const slow = { ...store, delete: () => deleted }
    let refused = ''
    const { client } = pair({
      client: { store: slow, dpopKey },
      instead: ({ url, headers }) => {
        if (!url.startsWith('https://api.')) return undefined
        const fits = headers.get('authorization') !== `DPoP ${refused}`
        return new Response(
          null,
          fits ? {} : { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } },
        )
      },
    })
    refused = (await client.getToken()).accessToken
    const calling = client.fetch('https://api.example/')
    await vi.waitFor(async () => expect((await client.getToken()).accessToken).not.toBe(refused))
    release()
    expect((await calling).status).toBe(200)
    expect(events()).toMatchObject([{ renewal: false }, { renewal: true }])
  })

  it('does not wait for a store that hangs when the caller has aborted', async () => {
    const store = memory()
    const aborting = new AbortController()
    const hanging = () => {
      aborting.abort(new Error('given up'))
      return new Promise<never>(() => undefined)
    }
    const refuse = () =>
      new Response(null, { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } })
    const { client } = pair({
      client: { store: { ...store, delete: hanging }, dpopKey, timeout: 3600 },
      instead: ({ url }) => (url.startsWith('https://api.') ? refuse() : undefined),
    })
    await expect(client.fetch('https://api.example/', { signal: aborting.signal })).rejects.toThrow('given up')
  })

  it('deletes a refused token from the store too', async () => {
    const store = memory()
    const refuse = () =>
      new Response(null, { status: 401, headers: { 'www-authenticate': 'DPoP error="invalid_token"' } })
    const { client } = pair({
      client: { store, dpopKey },
      instead: ({ url }) => (url.startsWith('https://api.') ? refuse() : undefined),
    })
    const { accessToken } = await client.getToken()
    await client.fetch('https://api.example/')
    expect([...store.entries.values()].map((token) => token.accessToken)).not.toContain(accessToken)
    await client.getToken({ scopes: [otherScope] })
    expect(store.entries.size).toBe(2)
  })
})
