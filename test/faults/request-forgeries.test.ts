/** No request is accepted whose proof is for another one, however its method, target and Host header are written. */
import { createTokenVerifier, type TokenVerifierOptions } from 'helseid-client/verifier'
import { publicJwk } from 'helseid-contract/rules'
import { createLocalJWKSet } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recordFigure } from './figures.ts'
import { audience, goodRequest, issuer, now, scope, signer } from './good-request.ts'
import { isAnother, requestForgeries, type SentRequest } from './request-forgeries.ts'
import type { Verify } from './send.ts'

const count = Number(process.env.FORGERIES ?? 20_000) / 4
const seed = Number(process.env.FORGERY_SEED ?? 20_261_128)
const options: TokenVerifierOptions = {
  issuer,
  audience,
  scopes: [scope],
  now: () => now * 1000,
  jwks: createLocalJWKSet({ keys: [publicJwk(signer) as never] }),
  // One proof serves all requests.
  replayStore: { remember: () => false },
}
const origins = [
  ['without an origin', {}],
  ['with an origin', { origin: 'https://api.example' }],
] as const
const { token, proof } = goodRequest('for /things')

/** Sends a request as Node's server reads it from a TLS connection. */
function send(verify: Verify, { method, target, host }: SentRequest): Promise<string> {
  const headers = { host, authorization: `DPoP ${token}`, dpop: proof }
  const headersDistinct = { host: [host], authorization: [headers.authorization], dpop: [proof] }
  return verify({ method, url: target, headers, headersDistinct, socket: { encrypted: true } }).then(
    () => 'accepted',
    (error) => (error?.name === 'TokenRefused' ? String(error.code) : `exception ${error?.name}: ${error?.message}`),
  )
}

async function accepted(verify: Verify, forgeries: readonly SentRequest[]): Promise<readonly SentRequest[]> {
  const found: SentRequest[] = []
  for (const forgery of forgeries) {
    const result = await send(verify, forgery)
    if (!['proof-htu', 'proof-htm'].includes(result)) found.push({ ...forgery, kind: `${forgery.kind}: ${result}` })
  }
  return found
}

describe.each(origins)('%s', (name, origin) => {
  const anyHost = 'origin' in origin

  it(
    `none of ${count} requests is accepted whose proof is for another one`,
    async () => {
      const wrong = await accepted(
        createTokenVerifier({ ...options, ...origin }),
        requestForgeries(count, seed, anyHost),
      )
      recordFigure({
        figure: `requests accepted whose proof is for another one, ${name}`,
        before: '–',
        target: '0',
        reached: `${wrong.length} of ${count.toLocaleString('en')}`,
        ok: wrong.length === 0,
      })
      expect(wrong).toEqual([])
    },
    120_000 + count * 10,
  )

  it.each([
    { target: '/things' },
    { target: '/things?page=1' },
    { target: '/things?/../admin' },
    { target: '/%74hings' },
    { target: 'https://evil.example/things' },
    { host: 'API.example:443' },
  ])('the same request in another spelling is accepted, and no forgery: %j', async (change) => {
    const request = { kind: 'equal', method: 'GET', target: '/things', host: 'api.example', ...change }
    expect(isAnother(request, anyHost)).toBe(false)
    expect(await send(createTokenVerifier({ ...options, ...origin }), request)).toBe('accepted')
  })
})

describe('a fault planted in the verifier is found', () => {
  afterEach(() => {
    for (const name of ['address', 'proof']) vi.doUnmock(`../../client/verifier/${name}.ts`)
    vi.resetModules()
  })

  /** The kinds of forgeries that a verifier accepts with members of a module replaced. */
  const acceptedWith = async (module: string, replace: (actual: never) => object, origin = {}) => {
    vi.resetModules()
    vi.doMock(`../../client/verifier/${module}.ts`, async (importOriginal) => {
      const actual = await importOriginal<object>()
      return { ...actual, ...replace(actual as never) }
    })
    const { createTokenVerifier: create } = await import('../../client/verifier.ts')
    const found = await accepted(create({ ...options, ...origin }), requestForgeries(4000, seed, 'origin' in origin))
    return [...new Set(found.map(({ kind }) => kind))].toSorted()
  }

  type Address = typeof import('../../client/verifier/address.ts')
  type Target = Parameters<Address['addressesOf']>[0]
  /** Changes what the verifier takes for the address of a request. */
  const reading =
    (change: (target: Target) => Partial<Target>) =>
    ({ addressesOf }: Address): Partial<Address> => ({
      addressesOf: (target, origins) => addressesOf({ ...target, ...change(target) }, origins),
    })

  it.each(origins)('dot segments are resolved, %s', async (_, origin) => {
    const resolve = ({ url }: Target) => ({
      url: url.startsWith('/') ? new URL(`https://api.example${url}`).pathname : url,
    })
    expect(await acceptedWith('address', reading(resolve), origin)).toEqual(
      expect.arrayContaining([
        'backslashes: accepted',
        'characters that URL parsing removes: accepted',
        'dot segments: accepted',
      ]),
    )
  })

  it('the Host header is not compared', async () => {
    expect(
      await acceptedWith(
        'address',
        reading(() => ({ hosts: ['api.example'] })),
      ),
    ).toEqual(expect.arrayContaining(['host in the request line: accepted', 'host: accepted']))
  })

  it('the request line chooses the host', async () => {
    const found = await acceptedWith('address', () => ({ originForm: (target: string) => target }))
    expect(found).toContain('host in the request line: accepted')
  })

  it('the query is taken for the path', async () => {
    const last = ({ url }: Target) => ({ url: url.slice(Math.max(url.lastIndexOf('?'), url.lastIndexOf('#')) + 1) })
    expect(await acceptedWith('address', reading(last))).toContain('queries: accepted')
  })

  it('the method is not compared', async () => {
    type Proof = typeof import('../../client/verifier/proof.ts')
    const anyMethod = ({ verifyProof }: Proof): Partial<Proof> => ({
      verifyProof: (proof, expected) => verifyProof(proof, { ...expected, method: 'GET' }),
    })
    expect(await acceptedWith('proof', anyMethod)).toContain('method: accepted')
  })
})
