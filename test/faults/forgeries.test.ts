/**
 * No forged token or proof is accepted: 20,000 generated forgeries by default, `FORGERIES=200000` for the long run. Faults
 * planted in the verifier show that the forgeries reach it.
 */
import { createTokenVerifier } from 'helseid-client/verifier'
import { publicJwk } from 'helseid-contract/rules'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK, type JWTVerifyGetKey } from 'jose'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  audience,
  type Forgery,
  forgeries,
  goodRequest,
  issuer,
  now,
  scope,
  signer,
  url,
  usedJti,
} from './forgeries.ts'

const count = Number(process.env.FORGERIES ?? 20_000)
const seed = Number(process.env.FORGERY_SEED ?? 20_261_128)
const options = {
  issuer,
  audience,
  scopes: [scope],
  now: () => now * 1000,
  jwks: createLocalJWKSet({ keys: [publicJwk(signer) as never] }),
}

type Verify = ReturnType<typeof createTokenVerifier>

interface Outcome extends Forgery {
  /** `accepted`, the code of the refusal, or the name of any other exception. */
  readonly result: string
}

/** A request as Node has it: fetch would already refuse some of these header values. */
const send = (verify: Verify, { token, proof }: Forgery) => {
  const [authorization, dpop] = [`DPoP ${token}`, proof]
  const headers = { host: 'api.example', authorization, dpop }
  const headersDistinct = { host: ['api.example'], authorization: [authorization], dpop: [dpop] }
  return verify({ request: { method: 'GET', headers, headersDistinct }, url })
}

async function outcomeOf(verify: Verify, forgery: Forgery): Promise<Outcome> {
  const result = await send(verify, forgery).then(
    () => 'accepted',
    (error) => (error?.name === 'TokenRefused' ? String(error.code) : `exception ${error?.name}: ${error?.message}`),
  )
  return { ...forgery, result }
}

/** What became of each forgery, sent to a verifier that has seen the proof with `usedJti`. */
async function outcomes(verify: Verify, all: readonly Forgery[]): Promise<readonly Outcome[]> {
  await send(verify, goodRequest(usedJti))
  const sent: Outcome[] = []
  for (const forgery of all) sent.push(await outcomeOf(verify, forgery))
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
  return Object.fromEntries(Object.entries(counts).toSorted(([, a], [, b]) => b - a))
}

it(
  `accepts a good request once, and none of ${count} forgeries; the only exception is TokenRefused`,
  async () => {
    const verify = createTokenVerifier(options)
    await expect(send(verify, goodRequest('first'))).resolves.toMatchObject({ client_id: 'c' })
    const sent = await outcomes(verify, forgeries(count, seed))
    expect(sent.filter(({ result }) => result === 'accepted' || result.startsWith('exception'))).toEqual([])
    expect(sent.length).toBe(count)
    const resigned = sent.filter(({ isResigned }) => isResigned)
    expect(resigned.length).toBe(count / 2)
    const parsed = sent.filter(isParsable).length
    console.log(
      `forgeries: ${count} with the seed ${seed}, ${resigned.length} of them signed after the change; 0 accepted`,
    )
    console.log(`parsed as a JWT: ${parsed}; refused with`, tally(sent.map(({ result }) => result)))
    // Each check of the verifier must be the reason for some refusal, or nothing is known about it.
    const reached = new Set(sent.map(({ result }) => result))
    for (const code of checks) expect(reached).toContain(code)
  },
  120_000 + count * 10,
)

/** The refusals for which a token or proof alone can be the reason. */
const checks = [
  'no-token',
  'proof-missing',
  'token-malformed',
  'token-typ',
  'token-algorithm',
  'token-key-unknown',
  'token-signature',
  'token-issuer',
  'token-audience',
  'token-expired',
  'token-not-yet-valid',
  'token-claim-missing',
  'token-unbound',
  'scope-missing',
  'proof-malformed',
  'proof-typ',
  'proof-algorithm',
  'proof-jwk',
  'proof-signature',
  'proof-key',
  'proof-htm',
  'proof-htu',
  'proof-iat',
  'proof-jti',
  'proof-ath',
  'proof-replayed',
]

describe('a fault planted in the verifier is found', () => {
  afterEach(() => {
    vi.doUnmock('jose')
    vi.doUnmock('../../client/verifier/htu.ts')
    vi.doUnmock('../../client/verifier/is-replayed.ts')
    vi.resetModules()
  })

  /** The kinds of forgeries that a verifier accepts whose module is replaced in part. */
  const accepted = async (verify: Verify) => {
    const sent = await outcomes(verify, forgeries(4000, seed))
    return Object.keys(tally(sent.filter(({ result }) => result === 'accepted').map(({ kind }) => kind)))
  }
  const withModule = async (path: string, replace: (actual: Record<string, unknown>) => object) => {
    vi.resetModules()
    vi.doMock(path, async (importOriginal) => {
      const actual = await importOriginal<Record<string, unknown>>()
      return { ...actual, ...replace(actual) }
    })
    const { createTokenVerifier: create } = await import('../../client/verifier.ts')
    return accepted(create(options))
  }

  it('the signature of the token is not verified', async () => {
    const jwtVerify = async (token: string) => ({ payload: decodeJwt(token) })
    expect(await withModule('jose', () => ({ jwtVerify }))).toEqual(
      expect.arrayContaining(['token by another key', 'token claim exp', 'token claim nbf']),
    )
  })

  it('the signature of the proof is not verified', async () => {
    const compactVerify = async () => ({})
    expect(await withModule('jose', () => ({ compactVerify }))).toContain('proof by another key')
  })

  it('htu is not compared', async () => {
    expect(await withModule('../../client/verifier/htu.ts', () => ({ isSameAddress: () => true }))).toEqual([
      'proof claim htu',
    ])
  })

  it('used proofs are not remembered', async () => {
    const found = await withModule('../../client/verifier/is-replayed.ts', () => ({ isReplayed: async () => false }))
    expect(found).toEqual(['proof claim jti'])
  })

  it('the key is taken from the header of the token', async () => {
    const jwks: JWTVerifyGetKey = (header, token) =>
      header.jwk === undefined ? options.jwks(header, token) : importJWK(header.jwk, 'RS256')
    expect(await accepted(createTokenVerifier({ ...options, jwks }))).toEqual(['token by a key in its own header'])
  })

  it.each([
    ['clockTolerance', { clockTolerance: 300 }, ['token claim exp', 'token claim nbf', 'proof claim iat']],
    ['proofLifetime', { proofLifetime: 300 }, ['proof claim iat']],
    ['scopes', { scopes: [] }, ['token claim scope']],
  ])('%s is too generous', async (_, change, kinds) => {
    expect((await accepted(createTokenVerifier({ ...options, ...change }))).toSorted()).toEqual(kinds.toSorted())
  })
})
