/**
 * No forged token or proof is accepted: 20,000 generated forgeries by default, `FORGERIES=200000` for the long run. Faults
 * planted in the verifier show that the forgeries reach it.
 */
import { createHmac } from 'node:crypto'
import { createTokenVerifier } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import {
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  type JWTVerifyGetKey,
} from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recordFigure } from './figures.ts'
import { type Forgery, forgeries, isForgery } from './forgeries.ts'
import { audience, goodRequest, hash, issuer, now, scope, signer, usedJti } from './good-request.ts'
import { resultOf, send, type Verify, withDpop } from './send.ts'

const count = Number(process.env.FORGERIES ?? 20_000)
const seed = Number(process.env.FORGERY_SEED ?? 20_261_128)
const options = {
  issuer,
  audience,
  scopes: [scope],
  now: () => now * 1000,
  jwks: createLocalJWKSet({ keys: [publicJwk(signer) as never] }),
}

interface Outcome extends Forgery {
  /** `accepted`, the code of the refusal, or the name of any other exception. */
  readonly result: string
}

/** What became of each forgery, sent to a verifier that has seen the proof with `usedJti`. */
async function outcomes(verify: Verify, all: readonly Forgery[]): Promise<readonly Outcome[]> {
  await send(verify, withDpop(goodRequest(usedJti)))
  const sent: Outcome[] = []
  for (const forgery of all) sent.push({ ...forgery, result: await resultOf(verify, withDpop(forgery)) })
  return sent
}

function isParsable({ changed, token, proof }: Forgery): boolean {
  const jwt = changed === 'token' ? token : proof
  try {
    return Boolean(decodeProtectedHeader(jwt) && decodeJwt(jwt))
  } catch {
    // Not a JWT.
    return false
  }
}

function tally(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1
  return counts
}

/** The refusals for which a token or proof alone can be the reason, by how far the verifier came. */
const stages: Readonly<Record<string, readonly string[]>> = {
  headers: ['no-token', 'proof-missing'],
  form: [
    'token-malformed',
    'token-typ',
    'token-algorithm',
    'proof-malformed',
    'proof-typ',
    'proof-algorithm',
    'proof-jwk',
  ],
  'key and signature': ['token-key-unknown', 'token-signature', 'proof-signature', 'proof-key'],
  claims: [
    'token-issuer',
    'token-audience',
    'token-expired',
    'token-not-yet-valid',
    'token-claim-missing',
    'token-unbound',
    'scope-missing',
    'proof-htm',
    'proof-htu',
    'proof-iat',
    'proof-jti',
    'proof-ath',
  ],
  'used proofs': ['proof-replayed'],
}

it(
  `accepts a good request once, and none of ${count} forgeries; the only exception is TokenRefused`,
  async () => {
    const verify = createTokenVerifier(options)
    await expect(send(verify, withDpop(goodRequest('first')))).resolves.toMatchObject({ client_id: 'c' })
    const sent = await outcomes(verify, forgeries(count, seed))
    const wrong = sent.filter(({ result }) => result === 'accepted' || result.startsWith('exception'))
    const resigned = sent.filter(({ isResigned }) => isResigned).length
    const reached = tally(sent.map(({ result }) => result))
    const number = (value: number) => value.toLocaleString('en')
    recordFigure({
      figure: 'forged tokens and proofs accepted: mutated',
      before: '0 of 60,000',
      target: '0 of 200,000, half of them well-formed and re-signed',
      reached: `${wrong.length} of ${number(count)} (FORGERIES sets the number, FORGERY_SEED the seed ${seed}), ${number(resigned)} re-signed`,
      ok: wrong.length === 0 && resigned * 2 === count,
    })
    const stage = (codes: readonly string[]) => codes.reduce((sum, code) => sum + (reached[code] ?? 0), 0)
    recordFigure({
      figure: 'forged tokens and proofs, mutated: how far they got',
      before: '–',
      target: '–',
      reached: `${number(sent.filter(isParsable).length)} parsed as a JWT; refused for ${Object.entries(stages)
        .map(([name, codes]) => `${name} ${number(stage(codes))}`)
        .join(', ')}`,
    })
    expect(wrong).toEqual([])
    expect([sent.length, resigned]).toEqual([count, count / 2])
    // Each check of the verifier must be the reason for some refusal, or nothing is known about it.
    expect(Object.keys(reached)).toEqual(expect.arrayContaining(Object.values(stages).flat()))
  },
  120_000 + count * 10,
)

describe('a fault planted in the verifier is found', () => {
  afterEach(() => {
    vi.doUnmock('jose')
    for (const name of ['compact-form', 'htu', 'is-replayed', 'proof']) vi.doUnmock(`../../client/verifier/${name}.ts`)
    vi.resetModules()
  })

  const sample = forgeries(4000, seed)
  /** The kinds of forgeries that a verifier accepts whose module is replaced in part. */
  const accepted = async (verify: Verify) => {
    const sent = await outcomes(verify, sample)
    return Object.keys(tally(sent.filter(({ result }) => result === 'accepted').map(({ kind }) => kind))).toSorted()
  }
  type Replace = (actual: Record<string, unknown>) => object
  const withModules = async (modules: Readonly<Record<string, Replace>>) => {
    vi.resetModules()
    for (const [path, replace] of Object.entries(modules))
      vi.doMock(path, async (importOriginal) => {
        const actual = await importOriginal<Record<string, unknown>>()
        return { ...actual, ...replace(actual) }
      })
    const { createTokenVerifier: create } = await import('../../client/verifier.ts')
    return create(options)
  }
  const acceptedWith = async (modules: Readonly<Record<string, Replace>>) => accepted(await withModules(modules))

  it('the signature of the token is not verified', async () => {
    const jwtVerify = async (token: string) => ({ payload: decodeJwt(token) })
    expect(await acceptedWith({ jose: () => ({ jwtVerify }) })).toEqual(
      expect.arrayContaining(['token by another key', 'token claim exp', 'token claim nbf']),
    )
  })

  it('the signature of the proof is not verified', async () => {
    const compactVerify = async () => ({})
    expect(await acceptedWith({ jose: () => ({ compactVerify }) })).toContain('proof by another key')
  })

  // The header decides, as in the attacks of RFC 8725 2.1.
  it('alg of the token is not limited', async () => {
    const jwtVerify = async (token: string) => {
      const { alg = '' } = decodeProtectedHeader(token)
      const payload = decodeJwt(token)
      if (alg === 'none') return { payload }
      const publicKey = publicJwk(signer) as Jwk
      const [input, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)]
      if (!alg.startsWith('HS')) await compactVerify(token, await importJWK(publicKey as never, alg))
      else if (
        createHmac(`sha${alg.slice(2)}`, JSON.stringify(publicKey))
          .update(input)
          .digest('base64url') !== signature
      )
        throw new Error('signature')
      return { payload }
    }
    const readHeader = (actual: Record<string, unknown>) => (jws: string, what: string) => {
      const header = (actual.readHeader as (jws: string, what: string) => object)(jws, what)
      return what === 'token' ? { ...header, alg: 'RS256' } : header
    }
    const found = await acceptedWith({
      jose: () => ({ jwtVerify }),
      '../../client/verifier/compact-form.ts': (actual) => ({ readHeader: readHeader(actual) }),
    })
    expect(found).toEqual(
      expect.arrayContaining(['token in another algorithm', 'token with the public key as secret', 'token, alg none']),
    )
  })

  it.each([
    ['iss', issuer],
    ['aud', audience],
  ])('%s of the token is not compared', async (name, value) => {
    const jwtVerify =
      (actual: Record<string, unknown>) =>
      async (...args: never[]) => {
        const verified = await (actual.jwtVerify as (...all: never[]) => Promise<{ payload: object }>)(...args)
        return { ...verified, payload: { ...verified.payload, [name]: value } }
      }
    expect(await acceptedWith({ jose: (actual) => ({ jwtVerify: jwtVerify(actual) }) })).toEqual([
      `token claim ${name}`,
    ])
  })

  /** Lets `verifyProof` expect what the proof has. */
  const expecting = (change: (proof: string, expected: never) => object | Promise<object>) =>
    acceptedWith({
      '../../client/verifier/proof.ts': (actual) => ({
        verifyProof: async (proof: string, expected: never) =>
          (actual.verifyProof as (...args: unknown[]) => unknown)(proof, {
            ...(expected as object),
            ...(await change(proof, expected)),
          }),
      }),
    })

  it('cnf.jkt is not compared', async () => {
    const found = await expecting(async (proof, { claims }: { claims: object }) => {
      const { jwk } = decodeProtectedHeader(proof)
      return { claims: { ...claims, cnf: { jkt: await calculateJwkThumbprint(jwk as never).catch(() => 'none') } } }
    })
    expect(found).toEqual(['binding swapped', 'token claim cnf'])
  })

  it('htm is not compared', async () => {
    expect(await expecting((proof) => ({ method: decodeJwt(proof).htm }))).toEqual(['proof claim htm'])
  })

  it('ath is not compared', async () => {
    // Only the proof is read with `decodeJwt`.
    const decoded = (actual: Record<string, unknown>) => (jwt: string) => ({
      ...(actual.decodeJwt as typeof decodeJwt)(jwt),
      ath: hash(current),
    })
    let current = ''
    const verify = await withModules({ jose: (actual) => ({ decodeJwt: decoded(actual) }) })
    const remembering: Verify = (request) => {
      const { authorization = '' } = (request as { request: { headers: { authorization?: string } } }).request.headers
      current = authorization.replace(/^DPoP /, '')
      return verify(request)
    }
    expect(await accepted(remembering)).toEqual(['proof claim ath'])
  })

  it('htu is not compared', async () => {
    const found = await acceptedWith({ '../../client/verifier/htu.ts': () => ({ isSameAddress: () => true }) })
    expect(found).toEqual(['proof claim htu'])
  })

  it('used proofs are not remembered', async () => {
    const isReplayed = async () => false
    expect(await acceptedWith({ '../../client/verifier/is-replayed.ts': () => ({ isReplayed }) })).toEqual([
      'proof claim jti',
    ])
  })

  it('the key is taken from the header of the token', async () => {
    const jwks: JWTVerifyGetKey = (header, token) =>
      header.jwk === undefined ? options.jwks(header, token) : importJWK(header.jwk, 'RS256')
    expect(await accepted(createTokenVerifier({ ...options, jwks }))).toEqual(['token by a key in its own header'])
  })

  it.each([
    ['clockTolerance', { clockTolerance: 300 }, ['proof claim iat', 'token claim exp', 'token claim nbf']],
    ['proofLifetime', { proofLifetime: 300 }, ['proof claim iat']],
    ['scopes', { scopes: [] }, ['token claim scope']],
  ])('%s is too generous', async (_, change, kinds) => {
    expect(await accepted(createTokenVerifier({ ...options, ...change }))).toEqual(kinds)
  })
})

it('a space before or after the token makes an equal request, which the generator leaves out', async () => {
  const { token, proof } = goodRequest('spaces')
  const spaced = { ...goodRequest('spaces'), token: ` ${token} ` }
  await expect(send(createTokenVerifier(options), withDpop(spaced))).resolves.toMatchObject({ client_id: 'c' })
  const change = { kind: 'a character added', isResigned: false, proof, changed: 'token' } as const
  expect([` ${token}`, `${token} `, `${token}x`].map((changed) => isForgery({ ...change, token: changed }))).toEqual([
    false,
    false,
    true,
  ])
})
