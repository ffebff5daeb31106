/** Hostile requests to every route of the twin, drawn from a seed. */

/** Every route, with session and real-hostname forms. `:s` is a session. */
const paths = [
  '/test/connect/token',
  '/qa/connect/token',
  '/prod/connect/par',
  '/test/connect/authorize',
  '/test/connect/userinfo',
  '/test/.well-known/openid-configuration',
  '/test/.well-known/openid-configuration/jwks',
  '/selvbetjening/test/v1/client-secret',
  '/selvbetjening/test/v1/client',
  '/selvbetjening/test/v1/client-drafts',
  '/selvbetjening/test/confirm-client/x',
  '/ttt/v2/create-test-token-with-key',
  '/nhn-api/test/hello',
  '/nhn-api/test/organization',
  '/healthz',
  '/isalive',
  '/readyz',
  '/metrics',
  '/_mock/ca.pem',
  '/_mock/openapi.json',
  '/_mock/requests',
  '/_mock/requests/x',
  '/_mock/requests/x/raw',
  '/_mock/clients',
  '/_mock/clients/x',
  '/_mock/apis',
  '/_mock/scenarios',
  '/_mock/tokens',
  '/_mock/clock',
  '/_mock/keys',
  '/_mock/rules',
  '/_mock/sessions',
  '/_mock/sessions/x',
  '/s/x/test/connect/token',
  '/:s/test/connect/token',
  '/:s/_mock/requests',
  '/:s/nhn-api/test/hello',
] as const

const tails = [
  '',
  '',
  '',
  '/',
  '//',
  '/..',
  '/%2e%2e/',
  '%00',
  '%',
  '%E0%A4',
  ';a=b',
  '?',
  '?a=%',
  '?client_secret=x',
  '?count=-1',
  '?limit=9e9',
  '?key=x',
  '?__proto__=x',
  '?redirectPort=99999&redirectPath=//x',
  '#x',
  '\\',
  '/constructor',
]

const methods = [
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'PROPFIND',
  'M-SEARCH',
]

const long = 'x'.repeat(9000)
const texts = [
  '',
  ' ',
  'x',
  long,
  '\u00ff\u00fe',
  'null',
  '0',
  '-1',
  '1e999',
  '[]',
  '{}',
  'eyJhbGciOiJub25lIn0.e30.',
  'a.b.c',
  '....',
  `eyJ${long}`,
  'DPoP x',
  'Bearer ',
  'Basic Og==',
  'DPoP eyJhbGciOiJSUzI1NiJ9.e30.AA',
  '__proto__',
  '%00',
  '"; drop',
  '../../x',
  'é',
] as const

const headerNames = [
  'authorization',
  'dpop',
  'content-type',
  'accept',
  'x-auth-key',
  'api-key',
  'cookie',
  'origin',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-helseid-mock-scenario',
  'content-encoding',
  'traceparent',
] as const

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'text/plain',
  'multipart/form-data',
  'application/json; charset=latin1',
  '',
] as const

const members = [
  'client_id',
  'client_assertion',
  'client_assertion_type',
  'grant_type',
  'scope',
  'resource',
  'clientId',
  'jwks',
  'scopes',
  'name',
  'sequence',
  'parameters',
  'audience',
  'set',
  'advance',
  'freeze',
  'sts',
  'proof',
  'broken',
  'publicJwk',
  'apiScopes',
  'organizationNumber',
  'generalClaimsParametersGeneration',
  'clients',
  'do',
  'kid',
  '__proto__',
  'constructor',
] as const

const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  long,
  [],
  [[]],
  {},
  { keys: [{}] },
  { keys: [{ kty: 'RSA', n: '', e: '' }] },
  { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  'test',
  'prod',
  { days: 1e300 },
  '9999-12-31',
  'publish-not',
  ['nhn:x/y'],
  'client_credentials',
  'eyJhbGciOiJQUzI1NiIsInR5cCI6ImNsaWVudC1hdXRoZW50aWNhdGlvbitqd3QifQ.eyJpc3MiOiJ4Iiwic3ViIjoieCJ9.AA',
]

export interface Hostile {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

/** Draws numbers below `max` from a seed (mulberry32). */
export function draws(seed: number): (max: number) => number {
  let state = seed >>> 0
  return (max) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % max
  }
}

export function hostileRequest(below: (max: number) => number, session: string): Hostile {
  const from = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const object = () => Object.fromEntries(Array.from({ length: below(5) }, () => [from(members), from(values)]))
  const bodies = [
    () => '',
    () => JSON.stringify(object()),
    () => JSON.stringify([object()]),
    () => '['.repeat(below(5000)),
    () => from(texts),
    () =>
      new URLSearchParams(
        Object.entries(object()).map(([name, value]): [string, string] => [name, String(value)]),
      ).toString(),
    () => Buffer.from(Array.from({ length: below(60) }, () => below(256))).toString('latin1'),
  ]
  const headers = Array.from({ length: below(4) }, () => {
    const name = from(headerNames)
    return [name, name === 'content-type' ? from(types) : from(texts)] as const
  })
  const unique = [...new Map(headers)].filter(([, value]) => /^[\x20-\x7e\x80-\xff]*$/.test(value))
  const method = from(methods)
  return {
    method,
    target: from(paths).replace(':s', session.slice(1)) + from(tails),
    headers: unique.some(([name]) => name === 'content-type') ? unique : [...unique, ['content-type', from(types)]],
    body: method === 'GET' || method === 'HEAD' ? '' : from(bodies)(),
  }
}
