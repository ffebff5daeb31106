/** Tokens and proofs that an API must refuse: the D rows of the case table that need no control of the JWKS. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import {
  claimNames,
  createReplayStore,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import { base64urlJson, dpopAlgorithms } from 'helseid-contract'
import { claimsOf, type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import { createLocalJWKSet } from 'jose'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createBoundedReplayStore } from '../../client/verifier/replay-store.ts'
import { inBoundedTime } from '../in-bounded-time.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { collectEvents } from './collect-events.ts'
import { thrown } from './pair.ts'

const now = 1_790_000_000
const issuer = 'https://helseid-sts.test.nhn.no'
const [audience, scope] = ['nhn:example', 'nhn:example/read']
const url = 'https://api.example/things'
const signer = keyRing.registered as Jwk
const holder = keyRing.proof as Jwk
const { kid: jkt } = holder

interface Sent {
  readonly header?: object
  readonly claims?: object
  readonly key?: Jwk
  readonly alg?: string
  readonly change?: (token: string) => string
  readonly scheme?: string | null
  readonly proof?: ProofSent | null
}
interface ProofSent {
  readonly header?: object
  readonly claims?: object
  readonly key?: Jwk
  readonly alg?: string
  readonly change?: (proof: string) => string
  readonly twice?: true
}

function request({
  header,
  claims,
  key = signer,
  alg = 'RS256',
  change = (token) => token,
  scheme = 'DPoP',
  proof = {},
}: Sent): Request {
  const good = {
    iss: issuer,
    aud: audience,
    client_id: 'c',
    scope: [scope],
    nbf: now,
    iat: now,
    exp: now + 600,
    cnf: { jkt },
    jti: 'T',
  }
  const token = change(signJws({ alg, kid: signer.kid, typ: 'at+jwt', ...header }, { ...good, ...claims }, key, alg))
  const headers = new Headers(scheme === null ? {} : { authorization: `${scheme} ${token}` })
  if (proof !== null) {
    const { kid: _kid, ...jwk } = publicJwk(holder)
    const ath = createHash('sha256').update(token).digest('base64url')
    const proofClaims = { jti: 'P', htm: 'GET', htu: url, iat: now, ath, ...proof.claims }
    const proofHeader = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...proof.header }
    const compact = (proof.change ?? ((text) => text))(
      signJws(proofHeader, proofClaims, proof.key ?? holder, proof.alg ?? 'ES256'),
    )
    headers.append('dpop', compact)
    if (proof.twice) headers.append('dpop', compact)
  }
  return new Request(`${url}?page=1`, { headers })
}

const verifier = (options: Partial<TokenVerifierOptions> = {}) => {
  const jwks = createLocalJWKSet({ keys: [publicJwk(signer) as never] })
  return createTokenVerifier({ issuer, audience, scopes: [scope], now: () => now * 1000, jwks, ...options })
}

/** Starts a Node server that answers with the client id or the code of the refusal; returns its port. */
const listen = (verify: ReturnType<typeof verifier>) => {
  const server = createServer((req, res) => {
    verify(req).then(
      ({ client_id }) => res.end(client_id),
      ({ code, status }) => res.writeHead(status).end(code),
    )
  }).listen(0)
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const flip = (jwt: string) => {
  const [head, payload, signature = ''] = jwt.split('.')
  return `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
}
const forged = (jwt: string) => {
  const [head, , signature] = jwt.split('.')
  return `${head}.${base64urlJson({ ...claimsOf(jwt), client_id: 'someone-else' })}.${signature}`
}

describe('the verifier accepts', () => {
  it.each<[string, Sent]>([
    ['D33 a good token and a good proof', {}],
    ['D34 typ JWT', { header: { typ: 'JWT' } }],
    ['scope as a string', { claims: { scope: `other ${scope}` } }],
    ['aud as an array of one', { claims: { aud: [audience] } }],
    ['expired within the tolerance', { claims: { nbf: now - 600, exp: now - 3 } }],
    ['the scheme in lower case', { scheme: 'dpop' }],
  ])('%s', async (_, sent) => {
    await expect(verifier()(request(sent))).resolves.toMatchObject({ client_id: 'c' })
  })
})

describe('the verifier refuses', () => {
  it.each<[string, Sent, string, number?]>([
    ['D01 a bound token under Bearer', { scheme: 'Bearer', proof: null }, 'wrong-scheme'],
    ['D02 no DPoP header', { proof: null }, 'proof-missing'],
    ['D03 proof without ath', { proof: { claims: { ath: undefined } } }, 'proof-ath'],
    [
      'D04 ath of another token',
      { proof: { claims: { ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' } } },
      'proof-ath',
    ],
    ['D07 htm of another method', { proof: { claims: { htm: 'POST' } } }, 'proof-htm'],
    ['D10 token without cnf', { claims: { cnf: undefined } }, 'token-unbound'],
    ['D11 expired 10 min ago', { claims: { exp: now - 600 } }, 'token-expired'],
    ['D12 nbf 10 min ahead', { claims: { nbf: now + 600 } }, 'token-not-yet-valid'],
    ['D13 iss of a stranger', { claims: { iss: 'https://evil.example' } }, 'token-issuer'],
    ['D14 iss of another environment', { claims: { iss: 'https://helseid-sts.nhn.no' } }, 'token-issuer'],
    ['D15 no aud', { claims: { aud: undefined } }, 'token-audience'],
    ['D16 aud of another API', { claims: { aud: 'nhn:other' } }, 'token-audience'],
    ['D17 aud of this API and another', { claims: { aud: [audience, 'nhn:other'] } }, 'token-audience'],
    ['D18 no typ', { header: { typ: undefined } }, 'token-typ'],
    ['D35 typ dpop+jwt', { header: { typ: 'dpop+jwt' } }, 'token-typ'],
    ['D36 typ client-authentication+jwt', { header: { typ: 'client-authentication+jwt' } }, 'token-typ'],
    ['D19 alg none', { alg: 'none' }, 'token-algorithm'],
    ['D20 HS256 with the public key as the secret', { alg: 'HS256' }, 'token-algorithm'],
    ['D21 signed by an unknown key, known kid', { key: keyRing.second as Jwk }, 'token-signature'],
    ['D22 unknown kid', { header: { kid: 'no-such-key' } }, 'token-key-unknown'],
    ['D24 no scope', { claims: { scope: undefined } }, 'scope-missing', 403],
    ['D39 scope with an extra letter', { claims: { scope: [`${scope}x`] } }, 'scope-missing', 403],
    ['D40 iss with a trailing slash', { claims: { iss: `${issuer}/` } }, 'token-issuer'],
    ['D41 payload changed after signing', { change: forged }, 'token-signature'],
    ['D42 no exp', { claims: { exp: undefined } }, 'token-claim-missing'],
    ['D43 no token', { scheme: null, proof: null }, 'no-token'],
    ['D44 a Bearer token without cnf', { scheme: 'Bearer', claims: { cnf: undefined }, proof: null }, 'wrong-scheme'],
    ['D45 htu of another path', { proof: { claims: { htu: 'https://api.example/other' } } }, 'proof-htu'],
    ['D46 proof without htm', { proof: { claims: { htm: undefined } } }, 'proof-htm'],
    ['D47 proof without htu', { proof: { claims: { htu: undefined } } }, 'proof-htu'],
    ['D48 proof without jti', { proof: { claims: { jti: undefined } } }, 'proof-jti'],
    ['D49 proof without jwk', { proof: { header: { jwk: undefined } } }, 'proof-jwk'],
    ['D50 proof without alg', { proof: { header: { alg: undefined } } }, 'proof-algorithm'],
    [
      'D51 proof HS256 with an oct key',
      { proof: { header: { alg: 'HS256', jwk: keyRing.oct }, alg: 'HS256', key: keyRing.oct as Jwk } },
      'proof-algorithm',
    ],
    ['D52 private members in jwk', { proof: { header: { jwk: holder } } }, 'proof-jwk'],
    ['D53 proof typ JWT', { proof: { header: { typ: 'JWT' } } }, 'proof-typ'],
    ['D54 proof with a bad signature', { proof: { change: flip } }, 'proof-signature'],
    ['D55 proof iat 10 min past', { proof: { claims: { iat: now - 600 } } }, 'proof-iat'],
    ['D56 proof iat 10 min ahead', { proof: { claims: { iat: now + 600 } } }, 'proof-iat'],
    ['D57 two DPoP headers', { proof: { twice: true } }, 'proof-several'],
    ['a proof by another key than the token’s', { claims: { cnf: { jkt: 'another' } } }, 'proof-key'],
    ['a token that is not a JWT', { change: () => 'garbage' }, 'token-malformed'],
    ['a proof that is not a JWT', { proof: { change: () => 'garbage' } }, 'proof-malformed'],
    ['iat of the proof as a string', { proof: { claims: { iat: String(now) } } }, 'proof-iat'],
    ['no nbf', { claims: { nbf: undefined } }, 'token-claim-missing'],
    ['PS256 for the token', { alg: 'PS256' }, 'token-algorithm'],
  ])('%s', async (_, sent, code, status = 401) => {
    const refusal = await verifier()(request(sent)).catch((error) => error)
    expect(refusal).toBeInstanceOf(TokenRefused)
    expect([refusal.code, refusal.status]).toEqual([code, status])
    expect(refusal.wwwAuthenticate).toMatch(/^DPoP .*algs="RS256 /)
    expect(refusal.toResponse().status).toBe(status)
  })

  it.each<[string, Sent, string]>([
    ['an unknown critical extension', { header: { crit: ['x'], x: 1 } }, 'token-malformed'],
    ['no kid while HelseID has several keys', { header: { kid: undefined } }, 'token-key-unknown'],
  ])('%s as an error of the token, not of the keys', async (_, sent, code) => {
    const keys = [keyRing.registered, keyRing.second].map((key) => publicJwk(key as Jwk) as never)
    const jwks = createLocalJWKSet({ keys })
    await expect(verifier({ jwks })(request(sent))).rejects.toMatchObject({ code, status: 401 })
  })

  it('a request whose host is invalid', async () => {
    const { headers } = request({})
    const node = { method: 'GET', headers: Object.fromEntries(headers) }
    await expect(verifier()({ request: node, url: 'https://a b/things' })).rejects.toMatchObject({ code: 'proof-htu' })
  })

  it('a token without putting its claims into the error', async () => {
    const person = { [claimNames.pid]: '13116900216' }
    for (const claims of [{ exp: now - 600 }, { nbf: now + 600 }, { nbf: undefined }]) {
      const refusal = await thrown(verifier()(request({ claims: { ...person, ...claims } })))
      expect(inspect(refusal, { depth: 10, showHidden: true })).not.toContain('13116900216')
    }
  })

  it('the same proof if it is sent a second time (D06)', async () => {
    const verify = verifier()
    await verify(request({}))
    await expect(verify(request({}))).rejects.toMatchObject({ code: 'proof-replayed' })
  })

  it('the same proof a second time with a separate clock for proofs', async () => {
    const verify = verifier({ now: () => (now + 300) * 1000, proofNow: () => now * 1000 })
    await verify(request({}))
    await expect(verify(request({}))).rejects.toMatchObject({ code: 'proof-replayed' })
  })

  it('a proof until it expires, whatever the expiry of others (createReplayStore)', () => {
    const clock = { ms: 0 }
    const now = () => clock.ms
    const store = createReplayStore(now, now)
    const ends = { a: 100, b: 50, c: 100, d: 150 }
    for (const [id, until] of Object.entries(ends)) expect(store.remember(id, until)).toBe(false)
    const known = () => Object.keys(ends).filter((id) => store.remember(id, clock.ms))
    clock.ms = 50
    expect(known()).toEqual(['a', 'b', 'c', 'd'])
    clock.ms = 101
    expect(known()).toEqual(['d'])
  })

  it('a replay, and stores short ids no matter how long the jti is', async () => {
    const names: string[] = []
    const replayStore = { remember: (id: string) => names.push(id) > 9 }
    await verifier({ replayStore })(request({ proof: { claims: { jti: 'j'.repeat(5000) } } }))
    expect(names).toEqual([expect.stringMatching(/^[\w-]{43}$/)])
  })

  it.each([
    ['accepted with one proof', 'one', undefined],
    ['refused with two', 'two', 'proof-several'],
  ])('a second proof in HTTP/2 too, which has no headersDistinct: %s', async (_, many, code) => {
    const headers = Object.fromEntries(request(many === 'two' ? { proof: { twice: true } } : {}).headers)
    const outcome = verifier()({ request: { method: 'GET', headers }, url })
    await (code === undefined
      ? expect(outcome).resolves.toBeDefined()
      : expect(outcome).rejects.toMatchObject({ code }))
  })

  it('a bound token at a Bearer endpoint, which accepts unbound ones', async () => {
    const verify = verifier({ scheme: 'bearer' })
    await expect(verify(request({ scheme: 'Bearer', claims: { cnf: undefined }, proof: null }))).resolves.toBeDefined()
    const refusal = await verify(request({ scheme: 'Bearer', proof: null })).catch((error) => error)
    expect([refusal.code, refusal.wwwAuthenticate]).toEqual([
      'token-bound',
      expect.stringMatching(/^Bearer error="invalid_token"/),
    ])
  })

  it.each([
    ['D29 JWKS returns 500', () => new Response(null, { status: 500 })],
    ['D29 JWKS is empty', () => Response.json({ keys: [] })],
    ['JWKS with more than 100 keys', () => Response.json({ keys: Array(101).fill(publicJwk(signer)).map(numbered) })],
    ['JWKS with a key that is null', () => Response.json({ keys: [null, publicJwk(signer)] })],
    [
      'JWKS that is larger than 1 MiB',
      () => Response.json({ keys: [publicJwk(signer)], more: 'x'.repeat(1024 * 1024) }),
    ],
    ['JWKS that never ends', () => new Response(endless())],
    ['JWKS that is nested deeply', () => new Response('['.repeat(500_000) + ']'.repeat(500_000))],
    ['JWKS that redirects', () => Response.redirect('https://elsewhere.example/jwks', 302)],
    ['D29 JWKS is HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['D30 metadata of another issuer', undefined],
  ])('every token if it cannot get the keys: %s', async (_, jwks) => {
    const verify = createTokenVerifier({
      issuer,
      audience,
      now: () => now * 1000,
      fetch: async (input) => {
        if (!String(input).endsWith('openid-configuration'))
          return jwks?.() ?? Response.json({ keys: [publicJwk(signer)] })
        return Response.json({ issuer: jwks ? issuer : 'https://evil.example', jwks_uri: `${issuer}/jwks` })
      },
    })
    await expect(verify(request({}))).rejects.toMatchObject({
      status: 503,
      wwwAuthenticate: expect.not.stringContaining('error'),
    })
  })
})

it('refuses a jwks_uri on plain HTTP for an issuer on HTTPS', async () => {
  const requested: string[] = []
  const verify = createTokenVerifier({
    issuer,
    audience,
    now: () => now * 1000,
    fetch: async (input) => {
      requested.push(String(input))
      return Response.json({ issuer, jwks_uri: issuer.replace('https', 'http'), keys: [publicJwk(signer)] })
    },
  })
  await expect(verify(request({}))).rejects.toMatchObject({ code: 'keys-unavailable' })
  expect(requested).toHaveLength(1)
})

it.each<[string, string, Partial<TokenVerifierOptions>]>([
  [
    'another origin in an environment',
    'https://evil.example/jwks',
    { environment: 'test1', issuer: undefined as never },
  ],
  ['plain HTTP at another host', 'http://evil.example/jwks', { issuer: 'http://localhost:1234' }],
  [
    'HelseID on plain HTTP',
    'http://helseid-sts.nhn.no/jwks',
    { issuer: 'http://localhost:1234', allowPlainHttp: true },
  ],
  ['a password', 'https://u:p4ssw0rd@sts.example/jwks', { issuer: 'https://sts.example' }],
])('requests no keys from a jwks_uri with %s, and answers 503', async (_, keys, options) => {
  const requested: string[] = []
  const verify = verifier({
    jwks: undefined as never,
    ...options,
    fetch: async (address) => {
      requested.push(String(address))
      const own = String(address).replace('/.well-known/openid-configuration', '')
      return Response.json({ issuer: own, jwks_uri: keys, keys: [publicJwk(signer)] })
    },
  })
  const refused = await thrown(verify(request({})))
  expect(refused).toMatchObject({ code: 'keys-unavailable', status: 503 })
  expect(refused.logLine).not.toContain('p4ssw0rd')
  expect(requested).toHaveLength(1)
})

it('answers 503 when its own jwks function hangs, or rejects with anything', async () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const unexpected: [() => Promise<never>, string][] = [
    [() => new Promise(() => undefined), 'jwks did not answer within 0.05 s'],
    [() => Promise.reject(undefined), 'undefined'],
    [() => Promise.reject(Object.create(null)), 'an error that has no text'],
    [() => Promise.reject(proxy), 'an error that has no text'],
  ]
  for (const [jwks, message] of unexpected) {
    const refused = await thrown(verifier({ jwks, timeout: 0.05 })(request({})))
    expect(refused).toMatchObject({ code: 'keys-unavailable', status: 503, cause: { message } })
  }
})

it.each([
  ['a token that has ended', { exp: now - 600 }, 'the token expired 600 s ago'],
  ['a token that is not valid yet', { nbf: now + 40 }, "not valid for another 40 s: this API's clock is behind"],
])('says by how many seconds %s misses its time', async (_, claims, message) => {
  expect((await thrown(verifier()(request({ claims })))).message).toContain(message)
})

it('refuses a jwks_uri that is neither https nor http for an issuer on plain HTTP', async () => {
  const twin = 'http://localhost:8080/test'
  const keys = `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [publicJwk(signer)] }))}`
  const verify = createTokenVerifier({
    ...{ issuer: twin, audience, now: () => now * 1000 },
    fetch: async (input, init) =>
      String(input).endsWith('openid-configuration')
        ? Response.json({ issuer: twin, jwks_uri: keys })
        : fetch(input, init),
  })
  await expect(verify(request({ claims: { iss: twin } }))).rejects.toMatchObject({ code: 'keys-unavailable' })
})

it('stops using keys that could not be refreshed for twice jwksLifetime, even during jwksCooldown', async () => {
  const clock = { ms: now * 1000 }
  let down = false
  const verify = createTokenVerifier({
    issuer,
    audience,
    clockTolerance: 100,
    jwksLifetime: 10,
    now: () => clock.ms,
    fetch: async () => {
      if (down) throw new TypeError('fetch failed')
      return Response.json({ issuer, jwks_uri: `${issuer}/jwks`, keys: [publicJwk(signer)] })
    },
  })
  const call = (jti: string) => verify(request({ proof: { claims: { jti } } }))
  await call('1')
  down = true
  clock.ms += 19_000
  await call('2')
  clock.ms += 1000
  for (const jti of ['3', '4']) await expect(call(jti)).rejects.toMatchObject({ code: 'keys-unavailable' })
})

describe('an issuer that fails is requested no more often than once per jwksCooldown', () => {
  const api = (options: Partial<TokenVerifierOptions> = {}) => {
    const clock = { ms: now * 1000 }
    const world = { clock, requests: 0, up: false, takes: 0 }
    const verify = createTokenVerifier({
      ...{ issuer, audience, clockTolerance: 300, now: () => clock.ms },
      fetch: async () => {
        world.requests++
        clock.ms += world.takes
        if (!world.up) throw new TypeError('fetch failed')
        return Response.json({ issuer, jwks_uri: `${issuer}/jwks`, keys: [publicJwk(signer)] })
      },
      ...options,
    })
    let jti = 0
    const call = () => verify(request({ proof: { claims: { jti: `${++jti}` } } }))
    const refused = async () => expect(call()).rejects.toMatchObject({ code: 'keys-unavailable', status: 503 })
    return { world, call, refused }
  }

  it('while no keys were ever fetched, and recovers after the cool-down', async () => {
    const { world, call, refused } = api()
    for (let count = 0; count < 10; count++) await refused()
    expect(world.requests).toBe(1)
    world.up = true
    world.clock.ms += 29_999
    await refused()
    expect(world.requests).toBe(1)
    world.clock.ms += 1
    await expect(call()).resolves.toBeDefined()
    expect(world.requests).toBe(3)
  })

  it('and concurrent requests share the first attempt', async () => {
    const { world, refused } = api()
    await Promise.all([refused(), refused(), refused()])
    expect(world.requests).toBe(1)
  })

  it('counted from the end of a failure that took longer than the cool-down', async () => {
    const { world, refused } = api({ jwksCooldown: 2 })
    world.takes = 5000
    await refused()
    await refused()
    expect(world.requests).toBe(1)
  })

  it('once the cached keys are too old to use', async () => {
    const { world, call, refused } = api({ jwksLifetime: 40 })
    world.up = true
    await call()
    world.up = false
    world.clock.ms += 80_000
    for (let count = 0; count < 10; count++) await refused()
    expect(world.requests).toBe(3)
  })

  it('and is requested again if the clock jumped back since the failure', async () => {
    const { world, call, refused } = api()
    await refused()
    world.up = true
    world.clock.ms -= 60_000
    await expect(call()).resolves.toBeDefined()
  })
})

describe('the form of a token is checked before anything is fetched', () => {
  const [good = ''] = request({}).headers.get('authorization')?.split(' ').slice(1) ?? []
  const [head = '', payload = '', signature = ''] = good.split('.')
  const withHeader = (header: unknown) => `${base64urlJson(header)}.${payload}.${signature}`
  const { kid } = signer
  const header = { alg: 'RS256', kid, typ: 'at+jwt' }
  /** Sets the unused last bits of a base64url text, which decoders ignore. */
  const respelled = (text: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    return text.slice(0, -1) + alphabet[alphabet.indexOf(text.slice(-1)) + 1]
  }

  it.each([
    ['random text', 'garbage', 'token-malformed'],
    ['two parts', `${head}.${payload}`, 'token-malformed'],
    ['four parts', `${good}.x`, 'token-malformed'],
    ['five parts, as in a JWE', `${good}.x.y`, 'token-malformed'],
    ['a header that is not JSON', `AAAA.${payload}.${signature}`, 'token-malformed'],
    ['a header that is an array', withHeader([header]), 'token-malformed'],
    ['a header that is null', withHeader(null), 'token-malformed'],
    ['padding in the signature', `${good}==`, 'token-malformed'],
    ['padding in the payload', `${head}.${payload}=.${signature}`, 'token-malformed'],
    ['padding in the header', `${head}=.${payload}.${signature}`, 'token-malformed'],
    ['characters of plain base64', `${head}.${payload}.+/${signature.slice(2)}`, 'token-malformed'],
    [
      'a character outside base64',
      `${head}.${payload}.${signature.slice(0, 9)}~${signature.slice(9)}`,
      'token-malformed',
    ],
    ['another spelling of the same signature', `${head}.${payload}.${respelled(signature)}`, 'token-malformed'],
    ['alg none', withHeader({ ...header, alg: 'none' }), 'token-algorithm'],
    ['alg ES256', withHeader({ ...header, alg: 'ES256' }), 'token-algorithm'],
    ['no typ', withHeader({ ...header, typ: undefined }), 'token-typ'],
    ['no kid', withHeader({ ...header, kid: undefined }), 'token-key-unknown'],
    ['a kid that is a number', withHeader({ ...header, kid: 7 }), 'token-key-unknown'],
    ['an empty kid', withHeader({ ...header, kid: '' }), 'token-key-unknown'],
    ['an unknown critical extension', withHeader({ ...header, crit: ['x'], x: 1 }), 'token-malformed'],
    ['b64', withHeader({ ...header, b64: true }), 'token-malformed'],
    ['zip', withHeader({ ...header, zip: 'DEF' }), 'token-malformed'],
  ])('%s', async (_, token, code) => {
    const requested: string[] = []
    const verify = createTokenVerifier({
      ...{ issuer, audience, now: () => now * 1000 },
      fetch: async (input) => {
        requested.push(String(input))
        return Response.json({ issuer, jwks_uri: `${issuer}/jwks`, keys: [publicJwk(signer)] })
      },
    })
    const sent = new Request(url, { headers: { authorization: `DPoP ${token}`, dpop: 'x' } })
    await expect(verify(sent)).rejects.toMatchObject({ code, status: 401 })
    expect(requested).toEqual([])
  })
})

describe('the verifier refuses, although the signature is valid,', () => {
  it.each<[string, Sent, string]>([
    ['a token with b64: true', { header: { b64: true } }, 'token-malformed'],
    ['a token with b64 that crit names', { header: { b64: true, crit: ['b64'] } }, 'token-malformed'],
    ['a token with zip', { header: { zip: 'DEF' } }, 'token-malformed'],
    ['a token with an empty crit', { header: { crit: [] } }, 'token-malformed'],
    ['a token with padding in the signature', { change: (token) => `${token}==` }, 'token-malformed'],
    ['a token with an empty client_id', { claims: { client_id: '' } }, 'token-claim-missing'],
    ['a proof with an unknown critical extension', { proof: { header: { crit: ['x'], x: 1 } } }, 'proof-malformed'],
    ['a proof with b64 that crit names', { proof: { header: { b64: true, crit: ['b64'] } } }, 'proof-malformed'],
    ['a proof with an empty crit', { proof: { header: { crit: [] } } }, 'proof-malformed'],
    ['a proof with b64: false', { proof: { header: { b64: false } } }, 'proof-malformed'],
    ['a proof with zip', { proof: { header: { zip: 'DEF' } } }, 'proof-malformed'],
    ['a proof with padding in the signature', { proof: { change: (proof) => `${proof}==` } }, 'proof-malformed'],
  ])('%s', async (_, sent, code) => {
    await expect(verifier()(request(sent))).rejects.toMatchObject({ code, status: 401 })
  })
})

describe('a signing key that the API does not know yet', () => {
  const metadata = { issuer, jwks_uri: `${issuer}/jwks` }
  const signedWithNewKey = (jti: string) =>
    request({ key: keyRing.second as Jwk, header: { kid: keyRing.second.kid }, proof: { claims: { jti } } })
  /** An API that fetched the keys before the new one was published. */
  const api = async (refetched: () => Response | Promise<Response>) => {
    const clock = { ms: now * 1000 }
    let answer: () => Response | Promise<Response> = () => Response.json({ keys: [publicJwk(signer)] })
    const verify = createTokenVerifier({
      ...{ issuer, audience, clockTolerance: 100, now: () => clock.ms },
      fetch: async (input) => (String(input).endsWith('/jwks') ? answer() : Response.json(metadata)),
    })
    await verify(request({}))
    clock.ms += 31_000
    answer = refetched
    return verify
  }

  it('is fetched once for concurrent requests', async () => {
    let fetched = 0
    const verify = await api(async () => {
      fetched++
      await new Promise((resolve) => setTimeout(resolve, 20))
      return Response.json({ keys: [publicJwk(signer), publicJwk(keyRing.second as Jwk)] })
    })
    const all = ['1', '2', '3', '4'].map((jti) => verify(signedWithNewKey(jti)))
    await expect(Promise.all(all)).resolves.toHaveLength(4)
    expect(fetched).toBe(1)
  })

  it('leads to 503 and not to 401 if the keys cannot be fetched', async () => {
    const verify = await api(() => new Response(null, { status: 500 }))
    for (const jti of ['1', '2'])
      await expect(verify(signedWithNewKey(jti))).rejects.toMatchObject({ code: 'keys-unavailable', status: 503 })
    await expect(verify(request({ proof: { claims: { jti: '3' } } }))).resolves.toBeDefined()
  })
})

describe('the htu of the proof is compared with the request URL as in RFC 3986 6.2.2', () => {
  const at = (address: string, htu: string) => {
    const { headers } = request({ proof: { claims: { htu } } })
    return verifier()(new Request(address, { headers }))
  }

  it.each([
    ['https://api.example/%7ekari/a%2Fb', 'https://api.example/~kari/a%2fb'],
    ['https://api.example/p%C3%A5', 'https://api.example/p%c3%a5'],
    ['https://api.example/på?x=1', 'https://api.example/p%C3%A5'],
    ['https://API.example:443/things', 'https://api.example/things'],
    ['https://api.example', 'HTTPS://api.example/'],
    ['https://api.example/x/../things', 'https://api.example/things'],
    ['https://api.example/things', 'https://api.example/things#x'],
    ['https://api.example/things?page=1', 'https://api.example/things?page=2#x'],
    ['https://api.example/things[1]|^', 'https://api.example/things[1]|%5E'],
    ['https://[::1]/things', 'https://[::1]:443/things'],
  ])('%s equals %s', async (address, htu) => {
    await expect(at(address, htu)).resolves.toBeDefined()
  })

  it.each([
    ['https://api.example/a%2Fb', 'https://api.example/a/b'],
    ['https://api.example/a%253F', 'https://api.example/a%3F'],
    ['https://api.example/things', 'http://api.example/things'],
    ['https://api.example/things', 'https://api.example:8443/things'],
    ['https://api.example/things', 'https://api.example/things/'],
    ['https://api.example/things', 'https://api.example/Things'],
    ['https://api.example/things', '/things'],
    ['https://api.example/things', ' https://api.example/things'],
    ['https://api.example/things', 'https://api.example/things '],
    ['https://api.example/things', 'https:\\\\api.example\\things'],
    ['https://api.example/things', 'https://api.example\\things'],
    ['https://api.example/things', 'https:/api.example/things'],
    ['https://api.example/things', 'https:///api.example/things'],
    ['https://api.example/things', 'https://@api.example/things'],
    ['https://api.example/things', 'https://ａｐｉ.example/things'],
    ['https://api.example/things', 'https://api。example/things'],
    ['https://api.example/things', 'https://api.exam\tple/things'],
    ['https://api.example/things', 'https://api.example/thi\nngs'],
    ['https://api.example/p%C3%A5', 'https://api.example/på'],
    ['https://127.0.0.1/things', 'https://0x7f.1/things'],
  ])('%s differs from %j', async (address, htu) => {
    await expect(at(address, htu)).rejects.toMatchObject({ code: 'proof-htu' })
  })

  // RFC 9449 4.3 ignores them; NHN's sample API compares the whole text.
  it.each(['https://api.example/things?page=1', 'https://api.example/things#x'])(
    'htuQuery decides about %s',
    async (htu) => {
      const events = collectEvents('helseid-client:htu-query')
      const called = (htuQuery: 'ignore' | 'warn' | 'refuse', sent: string) =>
        verifier({ htuQuery })(request({ proof: { claims: { htu: sent, jti: `${htuQuery} ${sent}` } } }))
      await expect(called('ignore', htu)).resolves.toBeDefined()
      await expect(called('warn', url)).resolves.toBeDefined()
      expect(events()).toEqual([])
      await expect(called('warn', htu)).resolves.toBeDefined()
      await expect(called('refuse', url)).resolves.toBeDefined()
      await expect(called('refuse', htu)).rejects.toMatchObject({ code: 'proof-htu' })
      // The query may be personal data.
      expect(events()).toEqual([{ clientId: 'c', address: url }])
    },
  )

  it('is shortened in the challenge', async () => {
    const { wwwAuthenticate } = await thrown(at(`https://api.example/${'x'.repeat(8000)}`, url))
    expect(wwwAuthenticate.length).toBeLessThan(500)
  })
})

describe('the challenge of the verifier', () => {
  it('names exactly the algorithms that are accepted for proofs', async () => {
    const { wwwAuthenticate } = await thrown(verifier()(request({ proof: null })))
    const named = /algs="([^"]+)"/.exec(wwwAuthenticate)?.[1]?.split(' ') ?? []
    const refusals = await Promise.all(
      [...named, 'EdDSA', 'Ed25519', 'ES256K', 'HS256', 'none'].map(async (alg) => {
        const refusal = await thrown(verifier()(request({ proof: { header: { alg }, change: flip } })))
        return refusal.code === 'proof-algorithm' ? [] : alg
      }),
    )
    expect(refusals.flat()).toEqual(named)
    expect(named.toSorted()).toEqual([...dpopAlgorithms.advertised].sort())
  })

  it('lists the missing scopes (RFC 6750 3)', async () => {
    const { wwwAuthenticate } = await thrown(verifier()(request({ claims: { scope: ['other'] } })))
    expect(wwwAuthenticate).toMatch(
      /^DPoP error="insufficient_scope", error_description="[^"]+", scope="nhn:example\/read", algs="/,
    )
  })

  it.each(['Basic dXNlcjpwYXNz', 'Negotiate abc', 'eyJhbGciOiJSUzI1NiJ9.e30.x and-more', 'DPoP a b', 'DPoP', ''])(
    'has no error if the request has no token, and does not quote the header: %s',
    async (authorization) => {
      const refusal = await thrown(verifier()(new Request(url, { headers: { authorization } })))
      expect([refusal.code, refusal.status]).toEqual(['no-token', 401])
      expect(refusal.wwwAuthenticate).toMatch(/^DPoP algs="[^"]+"$/)
      expect(refusal.message).toBe('the request has no token in its Authorization header')
    },
  )
})

describe('a Node request', () => {
  const served = async (
    verify: ReturnType<typeof verifier>,
    headers: (htu: string) => readonly (readonly [string, string])[],
    target = '/things?page=1',
  ) => {
    const port = listen(verify)
    const host = `localhost:${port}`
    const fields = headers(`http://${host}/things`).flat()
    const sent = httpRequest({ port, path: target, headers: ['host', host, 'connection', 'close', ...fields] }).end()
    const [response] = await once(sent, 'response')
    return text(response)
  }
  const good = (htu: string) => [...request({ proof: { claims: { htu } } }).headers]

  it('is verified against its Host header without a proxy', async () => {
    expect(await served(verifier(), good)).toBe('c')
  })

  it('is verified against its Host header even if the request line has an absolute URL', async () => {
    expect(await served(verifier(), good, 'http://another.example/things')).toBe('c')
    const other = (): [string, string][] => good('http://another.example/things')
    expect(await served(verifier(), other, 'http://another.example/things')).toBe('proof-htu')
  })

  it('with several Authorization headers or proofs is refused', async () => {
    const twice = (name: string) => (htu: string) =>
      good(htu).flatMap((field) => (field[0] === name ? [field, field] : [field]))
    expect(await served(verifier(), twice('authorization'))).toBe('no-token')
    expect(await served(verifier(), twice('dpop'))).toBe('proof-several')
  })
})

describe('a replay store', () => {
  const unreadable = Object.defineProperty({}, 'then', {
    get() {
      throw new Error('down')
    },
  })
  it.each<[string, () => unknown, object?]>([
    [
      'throws',
      () => {
        throw new Error('down')
      },
      { message: 'down' },
    ],
    ['rejects', () => Promise.reject(new Error('down')), { message: 'down' }],
    ['rejects with undefined', () => Promise.reject()],
    ['never answers', () => new Promise(() => undefined), { message: 'no answer within 0.05 s' }],
    [
      'answers late with an error',
      () => new Promise((_, reject) => setTimeout(reject, 80)),
      { message: 'no answer within 0.05 s' },
    ],
    ['returns what Redis does', () => 'OK', { message: 'remember must return true or false' }],
    ['returns nothing', () => undefined, { message: 'remember must return true or false' }],
    ['resolves with null', async () => null, { message: 'remember must return true or false' }],
    ['returns a thenable that throws', () => unreadable, { message: 'down' }],
  ])('that %s refuses the request with 503 in bounded time', async (_, remember, cause) => {
    const verify = verifier({ replayStore: { remember: remember as () => boolean }, replayTimeout: 0.05 })
    const { result: refusal } = await inBoundedTime(thrown(verify(request({}))))
    expect(refusal).toBeInstanceOf(TokenRefused)
    expect(refusal).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
    expect(refusal.wwwAuthenticate).toMatch(/^DPoP algs="[^"]+"$/)
    if (cause === undefined) expect(refusal.cause).toBeUndefined()
    else expect(refusal.cause).toMatchObject(cause)
    await new Promise((resolve) => setTimeout(resolve, 50))
  })

  // docs/client.md says so: repeat the request with a new proof.
  it('that stores a proof and answers too late leaves it used, and the 503 has no Retry-After', async () => {
    const stored = new Set<string>()
    const remember = (id: string) => {
      if (stored.has(id)) return true
      stored.add(id)
      return stored.size === 1 ? new Promise<boolean>(() => undefined) : false
    }
    const verify = verifier({ replayStore: { remember }, replayTimeout: 0.05 })
    const refusal = await thrown(verify(request({ proof: { claims: { jti: 'first' } } })))
    expect(refusal).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
    expect(refusal.toResponse().headers.get('retry-after')).toBeNull()
    await expect(verify(request({ proof: { claims: { jti: 'first' } } }))).rejects.toMatchObject({
      code: 'proof-replayed',
    })
    await expect(verify(request({ proof: { claims: { jti: 'second' } } }))).resolves.toMatchObject({
      client_id: expect.any(String),
    })
  })

  it('that never answers refuses the request within a few seconds by default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const called = Promise.withResolvers<void>()
    const remember = () => {
      called.resolve()
      return new Promise<boolean>(() => undefined)
    }
    const refusal = thrown(verifier({ replayStore: { remember } })(request({})))
    await called.promise
    vi.advanceTimersByTime(3000)
    expect(await refusal).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
  })

  it('in memory refuses new proofs with 503 once it is full, known ones as replayed, and recovers', async () => {
    const clock = { ms: now * 1000 }
    const replayStore = createBoundedReplayStore(
      () => clock.ms,
      10,
      () => clock.ms,
    )
    const verify = verifier({ replayStore, now: () => clock.ms })
    const send = (jti: number) => verify(request({ proof: { claims: { jti: `P${jti}`, iat: clock.ms / 1000 } } }))
    for (let jti = 0; jti < 10; jti++) await send(jti)
    for (const jti of [10, 11])
      expect(await thrown(send(jti))).toMatchObject({ code: 'replay-store-unavailable', status: 503 })
    expect(await thrown(send(3))).toMatchObject({ code: 'proof-replayed', status: 401 })
    clock.ms += 81_000
    for (let jti = 0; jti < 10; jti++) await expect(send(jti)).resolves.toBeDefined()
    clock.ms += 81_000
    await expect(send(0)).resolves.toBeDefined()
  })

  it('in memory keeps each proof for its lifetime, and none longer than twice that, under steady traffic', () => {
    const clock = { ms: 0 }
    const store = createBoundedReplayStore(
      () => clock.ms,
      220,
      () => clock.ms,
    )
    for (; clock.ms < 10_000; clock.ms++) expect(store.remember(String(clock.ms), clock.ms + 100)).toBe(false)
    const isKnown = (age: number) => store.remember(String(clock.ms - age), clock.ms)
    expect([1, 2, 50, 99, 100, 101, 250].map(isKnown)).toEqual([true, true, true, true, true, false, false])
  })
})

describe('the line for the log', () => {
  const cyclic = new Error('cyclic')
  cyclic.cause = cyclic
  it.each<[unknown, string]>([
    [undefined, ''],
    [
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
      ': fetch failed: connect ECONNREFUSED',
    ],
    [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), ': ECONNREFUSED'],
    ['text', ': text'],
    [new Error('one\nline\u001b[31m'), ': one line [31m'],
    [new Error('token eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl'), ': token [JWT]'],
    [cyclic, ': cyclic: cyclic: cyclic: cyclic: cyclic'],
  ])('has the code, the message and the causes, made safe: %j', (cause, reasons) => {
    const { logLine } = new TokenRefused('replay-store-unavailable', 'down', { cause })
    expect(logLine).toBe(`replay-store-unavailable: down${reasons}`)
  })

  it('is short, whatever the cause says', () => {
    const cause = new Error('x'.repeat(10_000), { cause: new Error('y'.repeat(10_000)) })
    expect(new TokenRefused('keys-unavailable', 'down', { cause }).logLine).toHaveLength(500)
  })
})

describe('the clock of the client', () => {
  const at = (ahead: number, options = {}) => verifier(options)(request({ proof: { claims: { iat: now + ahead } } }))

  it.each([8, 10, -70])('may differ by 10 s by default: %d', async (ahead) => {
    await expect(at(ahead)).resolves.toBeDefined()
  })

  it.each([11, 40, 300, 86_400])('is named if it is ahead by %d s', async (ahead) => {
    const { code, wwwAuthenticate } = await thrown(at(ahead))
    expect(code).toBe('proof-iat')
    expect(wwwAuthenticate).toContain(`${ahead} s in the future: the client's clock is ahead of this API's`)
  })

  it.each([71, 600])('is not called ahead if the proof is %d s old', async (age) => {
    const { code, message } = await thrown(at(-age))
    expect([code, message]).toEqual(['proof-iat', expect.stringContaining(`is ${age} s old`)])
    expect(message).not.toContain('ahead')
  })
})

describe('the address of the API', () => {
  const host = 'api.example'
  const attack = { host: `${host}/cheap?` }
  /** The answer of a raw Node server to a request line and headers as they are written here. */
  const served = async (options: Partial<TokenVerifierOptions>, htu: string, path: string, sent: { host: string }) => {
    const verify = verifier(options)
    const port = listen(verify)
    const fields = [...request({ proof: { claims: { htu } } }).headers].flat()
    const headers = [...Object.entries(sent).flat(), 'connection', 'close', ...fields]
    const [response] = await once(httpRequest({ port, path, headers }).end(), 'response')
    return text(response)
  }

  it.each([`${host}/cheap?`, `${host}/cheap#`, `x@${host}`, `${host}\\cheap?`, `${host}:80/cheap?`, `${host}, b`, ''])(
    'is not taken from a Host header with anything but host and port: %j',
    async (sent) => {
      for (const path of ['cheap', 'admin'])
        expect(await served({}, `http://${host}/${path}`, '/admin', { host: sent })).toBe('proof-htu')
    },
  )

  it('is not taken from the Host header of a fetch Request or of a Node request with its URL either', async () => {
    const address = `https://${host}/cheap?/admin`
    const sent = request({ proof: { claims: { htu: `https://${host}/cheap` } } })
    sent.headers.set('host', attack.host)
    const headers = Object.fromEntries(sent.headers)
    await expect(verifier()(new Request(address, sent))).rejects.toMatchObject({ code: 'proof-htu' })
    const node = { request: { method: 'GET', headers }, url: address }
    await expect(verifier()(node)).rejects.toMatchObject({ code: 'proof-htu' })
    // The API may have built the URL from that header, whatever origin is configured.
    const withOrigin = verifier({ origin: `https://${host}` })
    await expect(withOrigin(new Request(address, sent))).rejects.toMatchObject({ code: 'proof-htu' })
    await expect(withOrigin(node)).rejects.toMatchObject({ code: 'proof-htu' })
  })

  it.each(['/admin\\..\\things', '*'])(
    'is not taken from a path that only URL repair makes valid: %s',
    async (path) => {
      for (const origin of [{}, { origin: 'https://api.example' }])
        expect(await served(origin, url, path, { host })).toBe('proof-htu')
    },
  )

  it.each([
    '/admin/../cheap',
    '/admin/%2e%2e/cheap',
    '/admin/.%2E/cheap',
    '/./cheap',
    '/%2e/cheap',
    '/cheap/.',
    '/cheap/x/..',
  ])('is not taken from a path whose dot segments URL parsing resolves: %s', async (path) => {
    const resolved = new URL(path, `http://${host}`).href
    for (const origin of [{}, { origin: `http://${host}` }])
      expect(await served(origin, resolved, path, { host })).toBe('proof-htu')
  })

  it.each([
    'http://evil.example/cheap',
    'http://x%70atients/cheap',
    'http:///cheap',
    'ftp://evil.example/cheap',
    'http://evil.example',
  ])('is not taken from the request line: %s', async (target) => {
    const proof = { claims: { htu: 'http://evil.example/cheap' } }
    const headers = { ...Object.fromEntries(request({ proof }).headers), host }
    const node = { method: 'GET', headers, url: target }
    await expect(verifier()(node)).rejects.toMatchObject({ code: 'proof-htu' })
    await expect(verifier()({ request: node, url: target })).rejects.toMatchObject({ code: 'proof-htu' })
  })

  it('is not taken from the URL of a fetch Request whose Host header differs', async () => {
    const address = 'http://evil.example/cheap'
    const sent = request({ proof: { claims: { htu: address } } })
    sent.headers.set('host', host)
    await expect(verifier()(new Request(address, sent))).rejects.toMatchObject({ code: 'proof-htu' })
    sent.headers.set('host', 'EVIL.example:80')
    await expect(verifier()(new Request(address, sent))).resolves.toMatchObject({ client_id: 'c' })
  })

  it.each<[string, string | readonly string[], string]>([
    ['one origin', 'https://api.example', 'c'],
    ['an origin in another spelling', 'HTTPS://Api.example:443', 'c'],
    ['the second of two origins', ['http://internal:8080', 'https://api.example'], 'c'],
    ['another origin', 'https://other.example', 'proof-htu'],
    ['other origins', ['https://other.example', 'http://api.example'], 'proof-htu'],
  ])('is the configured origin and the path of the request: %s', async (_, origin, outcome) => {
    for (const sent of ['internal:3000', 'other.example', attack.host])
      expect(await served({ origin }, url, '/things?page=1', { host: sent })).toBe(outcome)
    expect(await served({ origin }, url, 'http://evil.example/things', { host })).toBe(outcome)
  })

  it('is the configured origin for a fetch Request and for a Node request with its URL too', async () => {
    const { headers } = request({})
    const fields = { method: 'GET', headers: Object.fromEntries(headers) }
    const verify = () => verifier({ origin: 'https://api.example' })
    await expect(verify()(new Request('http://internal/things?x', { headers }))).resolves.toBeDefined()
    await expect(verify()({ request: fields, url: 'http://internal/things' })).resolves.toBeDefined()
    await expect(verify()({ request: fields, url: '/things' })).resolves.toBeDefined()
    await expect(verify()({ request: fields, url: '/admin' })).rejects.toMatchObject({ code: 'proof-htu' })
    await expect(verify()({ request: fields, url: 'evil' })).rejects.toMatchObject({ code: 'proof-htu' })
  })

  it.each([
    'api.example',
    'ftp://api.example',
    'https://api.example/',
    'https://api.example/v1',
    'https://api.example?x',
    'https://user@api.example',
    'https://',
    '',
    7,
    [[]],
    [['https://api.example', 'x']],
  ])('cannot be configured as %j', (origin) => {
    expect(() => verifier({ origin: origin as never })).toThrow(
      new TypeError(
        'createTokenVerifier: origin must be an address without a path, such as https://api.example (http or https), or a list of those',
      ),
    )
  })
})

describe('an API for logged-in users requires claims of the person', () => {
  const claims = { [claimNames.pid]: true, [claimNames.securityLevel]: ['3', '4'] } as const
  const verify = () => verifier({ claims })
  const person = { [claimNames.pid]: '13116900216', [claimNames.securityLevel]: '4' }

  it('accepts a token that has them', async () => {
    await expect(verify()(request({ claims: person }))).resolves.toMatchObject(person)
  })

  it.each([
    [{}, 'token-claim-missing'],
    [{ ...person, [claimNames.securityLevel]: '2' }, 'token-claim-value'],
    [{ ...person, [claimNames.pid]: '' }, 'token-claim-missing'],
    [{ ...person, [claimNames.pid]: null }, 'token-claim-missing'],
  ])('refuses a token with %j', async (sent, code) => {
    await expect(verify()(request({ claims: sent }))).rejects.toMatchObject({ code, status: 401 })
  })
})

it('createTokenVerifier reports every problem with the options at once', () => {
  const options = {
    audience: '',
    scope: 'x',
    scopes: 'x',
    clockTolerance: -1,
    claims: { pid: 3 },
    replayStore: {},
    timeout: 0,
  }
  const wrongType: object = { issuer: new URL(issuer), audience }
  expect(() => createTokenVerifier(wrongType as never)).toThrow('issuer must be a string')
  expect(() => createTokenVerifier(options as never)).toThrow(
    'createTokenVerifier: give either environment or issuer; audience must be the audience of this API; unknown option scope; ' +
      'scopes must be an array of strings with one scope each; clockTolerance must be a number of seconds from 0 to 300; ' +
      'claims must be an object with true or an array of values for each claim name; replayStore must be an object with the method remember; ' +
      'timeout must be a number of seconds above 0 and up to 2147483',
  )
})

describe('proofAlgorithms', () => {
  it('are the only ones that are accepted, and the challenge names them', async () => {
    const verify = verifier({ proofAlgorithms: ['PS256', 'PS384'] })
    const refusal = await thrown(verify(request({})))
    expect(refusal.code).toBe('proof-algorithm')
    expect(refusal.wwwAuthenticate).toContain('algs="PS256 PS384"')
    await expect(verifier({ proofAlgorithms: ['ES256'] })(request({}))).resolves.toBeDefined()
  })

  it.each([[[]], [['ES256', 'HS256']], [['none']], ['ES256']])('cannot be %j', (proofAlgorithms) => {
    expect(() => verifier({ proofAlgorithms: proofAlgorithms as never })).toThrow('proofAlgorithms must be an array')
  })
})

describe('any unexpected value in a token or proof is refused, with a message that fits into a header', () => {
  const unexpected: [string, unknown][] = [
    ['an object without toString', { toString: 1 }],
    ['an array of those', [{ toString: 1 }]],
    ['a line break', 'a\r\nSet-Cookie: x'],
    ['non-Latin text', 'helse-\u{1F3E5}'],
    ['a long text', 'x'.repeat(10_000)],
    ['a number', 7],
    ['null', null],
  ]
  // No signature is needed to get this far, and a header of the default size has room for 4500 levels.
  const depths = [4500, 10_000, 40_000]
  const nestedAt = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  const headerWith = (name: string, nested: string) =>
    Buffer.from(
      JSON.stringify({ typ: 'at+jwt', alg: 'RS256', kid: 'k', [name]: 0 }).replace(
        `"${name}":0`,
        `"${name}":${nested}`,
      ),
    )

  it.each(['typ', 'alg', 'kid'].flatMap((name) => depths.map((depth) => [name, depth] as const)))(
    'token %s: a list nested %i deep',
    async (name, depth) => {
      const token = `${headerWith(name, nestedAt(depth)).toString('base64url')}.e30.AAAA`
      const refused = await verifier()(request({ change: () => token })).catch((error) => error)
      expect(refused).toBeInstanceOf(TokenRefused)
      expect(refused.message.length).toBeLessThan(300)
    },
  )

  it.each(['typ', 'alg', 'jwk'].flatMap((name) => depths.map((depth) => [name, depth] as const)))(
    'proof %s: a list nested %i deep',
    async (name, depth) => {
      const sent = request({})
      const header = JSON.stringify({ typ: 'dpop+jwt', alg: 'ES256', jwk: {}, [name]: 0 })
      const nested = header.replace(`"${name}":0`, `"${name}":${nestedAt(depth)}`)
      sent.headers.set('dpop', `${Buffer.from(nested).toString('base64url')}.e30.AAAA`)
      const refused = await verifier()(sent).catch((error) => error)
      expect(refused).toBeInstanceOf(TokenRefused)
      expect(refused.status).toBe(401)
    },
  )

  const places = ['typ', 'alg', 'jwk', 'htm', 'htu', 'jti', 'iat', 'ath'] as const
  const isHeader = (name: string) => ['typ', 'alg', 'jwk'].includes(name)
  const proofs = places.flatMap((name) =>
    unexpected.map(([what, value]) => [`proof ${name}: ${what}`, name, value] as const),
  )
  // Any string is a valid jti.
  const bad = proofs.filter(([, name, value]) => name !== 'jti' || typeof value !== 'string')

  it.each(bad)('%s', async (_, name, value) => {
    const part = isHeader(name) ? 'header' : 'claims'
    const refused = await verifier()(request({ proof: { [part]: { [name]: value } } })).catch((error) => error)
    expect(refused).toBeInstanceOf(TokenRefused)
    expect([refused.status, refused.toResponse().status]).toEqual([401, 401])
    expect(refused.message.length).toBeLessThan(300)
  })

  const tokens = ['typ', 'iss', 'aud', 'client_id', 'scope', 'cnf', 'exp', 'nbf'].flatMap((name) =>
    unexpected.map(([what, value]) => [`token ${name}: ${what}`, name, value] as const),
  )
  it.each(tokens.filter(([title]) => title !== 'token nbf: a number' && title !== 'token client_id: non-Latin text'))(
    '%s',
    async (_, name, value) => {
      const part = name === 'typ' ? 'header' : 'claims'
      const outcome = await verifier()(request({ [part]: { [name]: value } })).catch((error) => error)
      if (name === 'client_id' && typeof value === 'string') return expect(outcome).toMatchObject({ client_id: value })
      expect(outcome).toBeInstanceOf(TokenRefused)
      expect(outcome.toResponse().status).toBe(outcome.status)
    },
  )
})

/** The first key keeps its kid, which tokens name; the others have one of their own. */
function numbered(key: object, index: number): object {
  return index === 0 ? key : { ...key, kid: `key-${index}` }
}

/** A body that is never complete. */
function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
}
