/** Invalid input to the control plane is answered with problem details that locate the fault, and changes nothing. */
import { generateKeyPairSync } from 'node:crypto'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const origin = 'http://localhost:8080/_mock'
const headers = { 'content-type': 'application/json' }
const good = { clientId: 'one', jwks: { keys: [] }, scopes: [] }
const { d, ...ec } = keyRing.ec

function privateJwk(type: 'rsa' | 'ec', options: object): object {
  return generateKeyPairSync(type as 'rsa', options as { modulusLength: number }).privateKey.export({ format: 'jwk' })
}

/** Method, path and body of a request, the place of the fault, and its detail. */
const faults: [method: string, path: string, body: unknown, at: object, detail: RegExp][] = [
  ['POST', '/clients', { ...good, clientId: 7 }, { pointer: '#/clientId' }, /must be text, not 7/],
  ['POST', '/clients', { clientId: 'one', jwks: { keys: [] } }, { pointer: '#' }, /lacks the member "scopes"/],
  [
    'POST',
    '/clients',
    { ...good, scope: [] },
    { pointer: '#/scope' },
    /unknown member "scope"; did you mean "scopes"\?/,
  ],
  [
    'POST',
    '/clients',
    { ...good, tenancy: 'single' },
    { pointer: '#/tenancy' },
    /use none, single-tenant, multi-tenant/,
  ],
  ['POST', '/clients', { ...good, children: ['12345678'] }, { pointer: '#/children/0' }, /nine digits/],
  [
    'POST',
    '/clients',
    { clientId: 'one', scopes: [] },
    { pointer: '#' },
    /^the body has no key: set `jwks` or `certificates`/,
  ],
  ['POST', '/clients', { ...good, jwks: { keys: [{ ...ec, d }] } }, { pointer: '#/jwks/keys/0' }, /is a private key/],
  ['POST', '/clients', { ...good, severity: { 'a/b~c': 'warn' } }, { pointer: '#/severity/a~1b~0c' }, /unknown member/],
  ['POST', '/clients', [], { pointer: '#' }, /must be an object/],
  ['POST', '/clients', null, { pointer: '#' }, /must be an object/],
  ['POST', '/apis', { audience: 'nhn:x', tokenLifetime: 0 }, { pointer: '#/tokenLifetime' }, /must be at least 1/],
  ['POST', '/scenarios', { name: 'expired' }, { pointer: '#/name' }, /unknown scenario "expired"/],
  ['POST', '/scenarios', { sequence: [] }, { pointer: '#/sequence' }, /^\/sequence must not be empty$/],
  [
    'POST',
    '/scenarios',
    { name: 'large-token', parameters: { bytes: 1e12 } },
    { pointer: '#/parameters/bytes' },
    /must be between 0 and 1000000, not 1000000000000/,
  ],
  [
    'POST',
    '/scenarios',
    { name: 'slow-answer', parameters: { seconds: 1e10 } },
    { pointer: '#/parameters/seconds' },
    /must be between 0 and 86400/,
  ],
  [
    'POST',
    '/scenarios',
    { name: 'server-clock-ahead', parameters: { seconds: 1e300 } },
    { pointer: '#/parameters/seconds' },
    /must be between 0 and 315360000/,
  ],
  ['POST', '/scenarios', { name: 'slow-answer', parameters: { s: 1 } }, { pointer: '#/parameters/s' }, /use seconds/],
  [
    'POST',
    '/scenarios',
    { sequence: ['slow-answer', 'bad-gateway'], stepParameters: [{ seconds: 1 }, { seconds: 1 }] },
    { pointer: '#/stepParameters/1/seconds' },
    /bad-gateway has no parameter seconds/,
  ],
  ['POST', '/scenarios', {}, { pointer: '#' }, /either `name` or `sequence`/],
  // What is unknown is answered with what is known, and what is missing with what is required.
  [
    'POST',
    '/scenarios',
    { scenario: 'server-error' },
    { pointer: '#/scenario' },
    /unknown member "scenario": use name, sequence, clientId, sts, times, parameters, stepParameters$/,
  ],
  ['POST', '/scenarios', { scenario: 'server-error' }, { pointer: '#' }, /either `name` or `sequence`/],
  ['POST', '/apis', { name: 'nhn:x' }, { pointer: '#' }, /lacks the member "audience"/],
  ['POST', '/keys', { do: 'retire' }, { pointer: '#' }, /to retire a key, the body must have `kid`/],
  ['POST', '/tokens', { broken: ['no-such'] }, { pointer: '#/broken/0' }, /unknown scenario "no-such"/],
  ['POST', '/tokens', { proofKey: { kty: 'EC' } }, { pointer: '#/proofKey' }, /not a usable private key/],
  [
    'POST',
    '/tokens',
    { proofKey: privateJwk('rsa', { modulusLength: 512 }), proof: { url: 'https://a.example' } },
    { pointer: '#/proofKey' },
    /at least 1024 bits/,
  ],
  ['POST', '/tokens', { proofKey: privateJwk('ec', { namedCurve: 'secp256k1' }) }, { pointer: '#/proofKey' }, /P-256/],
  ['POST', '/tokens', { proof: { url: 'https://' } }, { pointer: '#/proof/url' }, /not a URL/],
  ['POST', '/tokens', { proof: {} }, { pointer: '#/proof' }, /lacks the member "url"/],
  ['POST', '/clock', { set: '2027-13-45T00:00:00Z' }, { pointer: '#/set' }, /is not a time/],
  ['POST', '/clock', { advance: { minuets: 1 } }, { pointer: '#/advance/minuets' }, /did you mean "minutes"/],
  ['POST', '/clock', { advance: { days: 1e12 } }, { pointer: '#/advance' }, /outside the years/],
  ['POST', '/clock', { set: 1e300 }, { pointer: '#/set' }, /use a time in ISO 8601/],
  ['POST', '/keys', { do: 'retire', kid: 'none' }, { pointer: '#/kid' }, /no published key has the kid "none"/],
  ['POST', '/keys', { do: { toString: 1 } }, { pointer: '#/do' }, /is an object: use publish/],
  ['POST', '/keys', { do: 'delete' }, { pointer: '#/do' }, /use publish, activate, retire, rotate/],
  ['POST', '/sessions', { port: 80 }, { pointer: '#/port' }, /unknown member "port"/],
  [
    'POST',
    '/sessions',
    { clients: [good, good] },
    { pointer: '#/clients/1/clientId' },
    /is already used by \/clients\/0/,
  ],
  ['POST', '/sessions', { scenario: 'no-such' }, { pointer: '#/scenario' }, /unknown scenario/],
  ['GET', '/requests?statsu=400', undefined, { parameter: 'statsu' }, /unknown query parameter "statsu"/],
  [
    'GET',
    '/requests?brokenRule=aud-is-isuer',
    undefined,
    { parameter: 'brokenRule' },
    /: unknown name; did you mean "aud-is-issuer"\?$/,
  ],
  ['GET', '/requests?scenario=server-eror', undefined, { parameter: 'scenario' }, /did you mean "server-error"\?$/],
  ['GET', '/requests?status=bad', undefined, { parameter: 'status' }, /must be a whole number, not "bad"/],
  ['GET', '/requests?wait=61', undefined, { parameter: 'wait' }, /must be at most 60/],
  ['GET', '/requests?limit=1&limit=2', undefined, { parameter: 'limit' }, /is repeated/],
  ['GET', '/keys?sts=tset', undefined, { parameter: 'sts' }, /use test, qa, prod/],
]

it.each(faults)('%s %s with %j reports the fault at %j', async (method, path, body, at, detail) => {
  const twin = createHelseIdMock()
  const state = async () =>
    Promise.all(
      ['/clients', '/apis', '/scenarios', '/keys', '/sessions', '/requests'].map(async (part) =>
        (await twin.handle(new Request(origin + part))).text(),
      ),
    )
  const before = await state()
  const response = await twin.handle(
    new Request(origin + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }),
  )
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = (await response.json()) as { status: number; detail: string; errors: object[] }
  expect([response.status, problem.status]).toEqual([400, 400])
  expect(problem.errors).toContainEqual({ ...at, detail: expect.stringMatching(detail) })
  expect(JSON.stringify(problem)).not.toContain(d)
  expect(await state()).toEqual(before)
})

it('all faults of a request are reported together, each with its place', async () => {
  const twin = createHelseIdMock()
  const body = JSON.stringify({ clientId: 1, scopes: ['', 2], tenancy: 'x' })
  const response = await twin.handle(new Request(`${origin}/clients`, { method: 'POST', headers, body }))
  const { errors } = (await response.json()) as { errors: { pointer: string }[] }
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['#/clientId', '#/scopes/0', '#/scopes/1', '#/tenancy'])
})

it.each([
  ['that is not JSON', '{"clientId"', /invalid JSON/],
  ['that is empty', '', /the body is empty/],
  ['that is nested too deeply', `${'['.repeat(5000)}${']'.repeat(5000)}`, /levels deep/],
])('a body %s is rejected with the reason', async (_, body, detail) => {
  const response = await createHelseIdMock().handle(new Request(`${origin}/clients`, { method: 'POST', headers, body }))
  expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
    400,
    expect.stringMatching(detail),
  ])
})

it('a body that is not JSON is never quoted, because it may contain a secret', async () => {
  const body = '{"clientId":"one","clientSecret":hush}'
  const response = await createHelseIdMock().handle(new Request(`${origin}/clients`, { method: 'POST', headers, body }))
  expect(((await response.json()) as { detail: string }).detail).toMatch(/^invalid JSON in the body(?!.*hush)/)
})

it('a body that is too large is not read completely', async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 65_536
      controller.enqueue(new Uint8Array(65_536).fill(32))
    },
  })
  const request = new Request(`${origin}/clients`, { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
  expect((await createHelseIdMock().handle(request)).status).toBe(413)
  expect(sent).toBeLessThan(2 * 1024 * 1024)
})

it('the answer to another method lists those that are allowed', async () => {
  const response = await createHelseIdMock().handle(new Request(`${origin}/scenarios`, { method: 'PUT' }))
  expect(await response.json()).toMatchObject({ detail: 'PUT is not allowed here; use GET, POST or DELETE.' })
})

it.each([
  ['PUT', '/clients', 405, 'GET, POST'],
  ['PATCH', '/clients/one', 405, 'GET, DELETE'],
  ['GET', '/reset', 405, 'POST'],
  ['GET', '/nowhere', 404, null],
  ['GET', '/clients/%E0%A4%A', 404, null],
  ['GET', '/clients/a/b', 404, null],
])('%s %s is answered with %i', async (method, path, status, allow) => {
  const response = await createHelseIdMock().handle(new Request(origin + path, { method }))
  expect([response.status, response.headers.get('allow')]).toEqual([status, allow])
  expect(response.headers.get('content-type')).toBe('application/problem+json')
})
