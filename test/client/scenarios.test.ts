/** What the client does in every scenario of the twin, over the wire because some scenarios are connection faults. */
import { createHelseIdClient, HelseIdError, type Token } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scenarios } from '../../mock-sts/scenarios/index.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const audience = 'nhn:test-public-samplecode'
const scope = `${audience}/client-credentials`
const parent = '994598759'
let sts: StartedMockSts
beforeEach(async () => {
  const jwks = { keys: [publicJwk(keyRing.ec as Jwk)] }
  const registration = { clientId: 'c', jwks, scopes: [scope], tenancy: 'multi-tenant', supplier: '889640782' } as const
  sts = await startMockSts({ port: 0, clients: [registration] })
})
afterEach(() => sts.close())

/** The token or error, the API's response, the client's waits and the requests that HelseID received. */
interface Outcome {
  readonly token?: Token
  readonly error?: HelseIdError
  /** The error of the API call, if it had no response. */
  readonly failure?: Error
  /** Status of the protected API, and the number of calls. */
  readonly api?: readonly [status: number, calls: number]
  readonly waits: readonly number[]
  readonly requests: readonly (string | number)[]
}

/** Scenarios in which the caller waits while the twin generates an RSA key. */
const generatesKeys = new Set(['key-rotated', 'key-retired'])

async function withScenario(name: string, parameters: Record<string, number> = {}): Promise<Outcome> {
  const waits: number[] = []
  let calls = 0
  const client = createHelseIdClient({
    issuer: sts.issuer('test'),
    clientId: 'c',
    key: keyRing.ec,
    scopes: [scope],
    organization: { parent },
    timeout: generatesKeys.has(name) ? 10 : 0.5,
    apiTimeout: 0.5,
    random: () => 0.5,
    wait: async (milliseconds) => void waits.push(milliseconds),
    fetch: async (input, init) => {
      if (String(input).includes('/nhn-api/')) calls++
      return fetch(input, init)
    },
  })
  await sts.use(name, { parameters })
  const requests = () => sts.requests.map(({ error, status }) => error ?? status)
  try {
    const token = await client.getToken()
    const response = await client.fetch(`${sts.origin}/nhn-api/test/hello`)
    await response.body?.cancel()
    return { token, api: [response.status, calls], waits, requests: requests() }
  } catch (error) {
    if (error instanceof HelseIdError) return { error, waits, requests: requests() }
    return { failure: error as Error, api: [0, calls], waits, requests: requests() }
  }
}

const backoff = [188, 375, 750]
/** Reported unchanged, after one attempt. */
const reported = (error: string) => (outcome: Outcome) =>
  expect(outcome).toMatchObject({ error: { code: 'token_refused', error, attempts: 1 }, waits: [] })
/** Retried with a longer wait each time, then reported. */
const retried =
  (details: object, waits: readonly number[] = backoff) =>
  (outcome: Outcome) =>
    expect(outcome).toMatchObject({ error: { attempts: 4, ...details }, waits })
/** Reported at once with the right code. */
const recognized = (code: string, message: RegExp) => (outcome: Outcome) =>
  expect(outcome).toMatchObject({ error: { code, message: expect.stringMatching(message) }, waits: [] })
/** The API refuses the token, and the renewed one too; the client returns the API's response. */
const apiRefuses = ({ token, api }: Outcome) => {
  expect(token?.accessToken).toBeTypeOf('string')
  expect(api).toEqual([401, 2])
  expect(sts.requests.filter(({ status }) => status === 200)).toHaveLength(2)
}
const succeeds = ({ token, api }: Outcome) => expect([token?.tokenType, api]).toEqual(['DPoP', [200, 1]])

/** The API's response is returned, and no other token is requested. */
const returned =
  (status: number, calls = 1) =>
  ({ api }: Outcome) =>
    expect([api, sts.requests.filter((request) => request.status === 200).length]).toEqual([[status, calls], 1])

const rows: Readonly<Record<string, (outcome: Outcome) => void>> = {
  'token-ended': succeeds,
  'invalid-client': reported('invalid_client'),
  'invalid-request': reported('invalid_request'),
  'invalid-scope': reported('invalid_scope'),
  'invalid-target': reported('invalid_target'),
  'invalid-grant': reported('invalid_grant'),
  'unauthorized-client': reported('unauthorized_client'),
  'unsupported-grant-type': reported('unsupported_grant_type'),
  'invalid-dpop-proof': reported('invalid_dpop_proof'),
  'endless-nonce-challenge': ({ error, requests }) =>
    expect([error?.code, error?.attempts, requests.length]).toEqual(['nonce_loop', 3, 3]),
  'nonce-challenge-without-header': ({ error, requests }) =>
    expect([error?.code, requests.length]).toEqual(['nonce_missing', 1]),
  // The first response is a challenge anyway; an error with a nonce is still an error.
  'nonce-on-other-errors': succeeds,
  'too-many-requests': retried({ code: 'unavailable', status: 429, retryAfter: 1 }, [1125, 1125, 1125]),
  'service-unavailable': retried({ code: 'unavailable', status: 503, retryAfter: 1 }, [1125, 1125, 1125]),
  'server-error': retried({ code: 'unavailable', status: 500 }),
  'bad-gateway': retried({ code: 'unavailable', status: 502 }),
  'slow-answer': recognized('timeout', /no complete response within 0.5 s/),
  'no-answer': recognized('timeout', /no complete response within 0.5 s/),
  'dribbled-answer': recognized('timeout', /no complete response within 0.5 s/),
  'connection-reset': retried({ code: 'network' }),
  'truncated-answer': retried({ code: 'network' }),
  'empty-answer': recognized('invalid_response', /not a token response/),
  'html-answer': recognized('invalid_response', /text\/html/),
  'missing-access-token': recognized('invalid_response', /access_token/),
  'missing-expires-in': recognized('invalid_response', /expires_in/),
  'wrong-content-type': recognized('invalid_response', /text\/plain/),
  'expires-in-text': ({ token }) => expect(Math.round((Number(token?.expiresAt) - Date.now()) / 100_000)).toBe(6),
  'token-type-case': succeeds,
  'large-token': ({ token, api }) =>
    expect([Number(token?.accessToken.length) > 16_000, api?.[0]]).toEqual([true, 431]),
  'expired-token': apiRefuses,
  'token-not-yet-valid': apiRefuses,
  'wrong-issuer': apiRefuses,
  'another-environments-issuer': apiRefuses,
  'wrong-audience': apiRefuses,
  'missing-audience': apiRefuses,
  'several-audiences': apiRefuses,
  'missing-binding': apiRefuses,
  'bad-signature': apiRefuses,
  'unknown-key': apiRefuses,
  'unknown-kid': apiRefuses,
  'alg-none': apiRefuses,
  'hs256-confusion': apiRefuses,
  'wrong-typ': apiRefuses,
  // The API refuses the proof, not the token, so another token would not help.
  'foreign-binding': ({ api }) => expect(api).toEqual([401, 1]),
  'missing-scope': ({ api }) => expect(api).toEqual([403, 1]),
  // The sample API reports the organisation without checking it.
  'missing-organization': succeeds,
  'foreign-organization': succeeds,
  'short-lived-token': ({ token }) => expect(Math.round((Number(token?.expiresAt) - Date.now()) / 10_000)).toBe(1),
  'client-key-expired': reported('invalid_client'),
  'client-disabled': reported('invalid_client'),
  'delegation-withdrawn': recognized('token_refused', /\(for the organisation 994598759\)/),
  'terms-not-accepted': ({ error, token }) => expect(error?.error ?? token?.rejectedScope).toBeDefined(),
  'server-clock-ahead': ({ error }) => expect(error?.message).toMatch(/clock is (59\d|60\d) s behind HelseID’s/),
  'server-clock-behind': ({ error }) => expect(error?.message).toMatch(/clock is (59\d|60\d) s ahead of HelseID’s/),
  'access-denied': reported('access_denied'),
  'nonce-always-expired': ({ error }) => expect([error?.code, error?.attempts]).toEqual(['nonce_loop', 3]),
  'bearer-instead-of-dpop': recognized('invalid_response', /the token type is bearer, but dpop was requested/),
  'rejected-scope': succeeds,
  // The sample API fetches the JWKS again.
  'key-rotated': succeeds,
  'key-retired': succeeds,
  'api-token-expired': apiRefuses,
  'api-token-not-yet-valid': apiRefuses,
  'api-key-unknown': apiRefuses,
  // The client treats these like any invalid_token: renews once, then returns the response.
  'api-wrong-audience': apiRefuses,
  'api-wrong-issuer': apiRefuses,
  'api-token-not-seen': returned(401),
  'api-bearer-only': returned(401),
  // Without invalid_token, nothing says that another token would help.
  'api-no-challenge': returned(401),
  'api-ehsec-110002': returned(401),
  'api-proof-refused': returned(401),
  'api-proof-replayed': returned(401),
  'api-nonce-challenge': ({ token, api }) => expect([token?.tokenType, api]).toEqual(['DPoP', [200, 2]]),
  'api-endless-nonce-challenge': returned(401, 3),
  'api-nonce-challenge-without-header': returned(401),
  'api-nonce-on-success': succeeds,
  'api-insufficient-scope': returned(403),
  'api-forbidden': returned(403),
  // Only the caller knows whether a request may be repeated: client.fetch returns the response, as fetch does.
  'api-too-many-requests': returned(429),
  'api-server-error': returned(500),
  'api-bad-gateway': returned(502),
  'api-service-unavailable': returned(503),
  'api-slow-answer': ({ failure, api }) => expect([failure?.name, api]).toEqual(['TimeoutError', [0, 1]]),
  'api-no-answer': ({ failure, api }) => expect([failure?.name, api]).toEqual(['TimeoutError', [0, 1]]),
  'api-connection-reset': ({ failure, api }) => expect([failure?.message, api]).toEqual(['fetch failed', [0, 1]]),
  'metadata-down': retried({ code: 'discovery_failed', status: 503 }),
  'metadata-wrong-issuer': recognized('discovery_failed', /issuer/),
  'metadata-without-token-endpoint': recognized('discovery_failed', /token_endpoint/),
}

/** The client does not read the JWKS; the scenarios that change it are for verifiers, below. */
const forVerifiers = scenarios.filter(({ shows }) => shows === 'jwks')
const forClients = scenarios.filter(({ shows }) => shows !== 'jwks')

it('has a row for no scenario that does not concern clients', () => {
  const names = forClients.map(({ name }) => name)
  expect(Object.keys(rows).filter((name) => !names.includes(name))).toEqual([])
})

describe('the client in the scenario', () => {
  it.each(forClients)('$name', async ({ name }) => {
    const check = rows[name]
    if (check === undefined)
      throw new Error(`test/client/scenarios.test.ts has no row '${name}': add what our client does in it to \`rows\``)
    check(await withScenario(name))
  })
})

describe('the verifier continues with cached keys for another jwksLifetime in the scenario', () => {
  it.each(forVerifiers)('$name', async ({ name }) => {
    const clock = { ms: Date.now() }
    const verify = createTokenVerifier({
      issuer: sts.issuer('test'),
      audience,
      now: () => clock.ms,
      proofNow: Date.now,
      clockTolerance: 300,
      jwksLifetime: 100,
      timeout: 0.3,
    })
    const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId: 'c', key: keyRing.ec, scopes: [scope] })
    const url = 'https://api.example/'
    const request = async () => new Request(url, { headers: await client.headersFor(url) })
    await expect(verify(await request())).resolves.toMatchObject({ client_id: 'c' })
    await sts.use(name, { parameters: name === 'jwks-slow' ? { seconds: 1 } : {} })
    clock.ms += 101_000
    await expect(verify(await request())).resolves.toMatchObject({ client_id: 'c' })
    // Keys that could not be refreshed for twice jwksLifetime are no longer used.
    clock.ms += 100_000
    await expect(verify(await request())).rejects.toMatchObject({ code: 'keys-unavailable', status: 503 })
  })
})
