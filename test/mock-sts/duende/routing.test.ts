/**
 * Requests find their endpoint as in Duende IdentityServer. Expectations from the sources of Endpoint, EndpointRouter, TokenEndpoint and
 * DefaultResourceValidator, and of ASP.NET Core’s PathString and HttpMethods.
 */
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { rules } from 'helseid-contract/rules'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import { outcomeOf } from './outcome.ts'

const twin = createHelseIdMock()
const issuer = twin.issuer('test')
const statusOf = async (path: string, method = 'GET') =>
  (await twin.handle(new Request(issuer + path, { method }))).status

it.each(['/CONNECT/Token', '/connect/TOKEN', '/connect/%74oken', '/connect/x/../token', '/connect/token?a=b'])(
  'the case and the escapes of a path make no difference: %s',
  async (path) => {
    expect(await statusOf(path, 'POST')).toBe(400)
  },
)

it.each([
  '/.Well-Known/OpenID-Configuration',
  '/.well-known/openid-configuration/JWKS',
  '/%2Ewell-known/openid-configuration',
])('the same is true of the metadata: %s', async (path) => {
  expect(await statusOf(path)).toBe(200)
})

it.each(['/connect/token/', '/connect//token', '//connect/token', '/connect%2Ftoken', '/connect/tokens'])(
  'a path is otherwise exact: %s is not served',
  async (path) => {
    expect(await statusOf(path, 'POST')).toBe(404)
  },
)

it('the metadata of RFC 8414 is not served', async () => {
  expect(await statusOf('/.well-known/oauth-authorization-server')).toBe(404)
})

it('the metadata of SAML is not served', async () => {
  expect(await statusOf('/saml2')).toBe(404)
})

it('the authorization endpoint is advertised, not served', async () => {
  expect(await statusOf('/connect/authorize')).toBe(400)
})

it('Origin headers change nothing about the answer of the token endpoint', async () => {
  const headers = ['https://one.example', 'https://two.example'].map((origin) => ['Origin', origin] as const)
  expect(await outcomeOf({ headers })).toBe('200')
})

it('the case of the method is ignored', () => {
  const rule = rules.find(({ id }) => id === 'method-post')
  const facts = (method: string) =>
    ({ request: { method, bodyBytes: 0 } }) as Parameters<NonNullable<typeof rule>['check']>[0]
  expect(rule?.check(facts('Post')).outcome).toBe('passed')
  expect(rule?.check(facts('PUT')).outcome).toBe('broken')
})

it('over HTTP, Node refuses a method in lower case and finds a path in upper case', async () => {
  await using served = await startMockSts({ port: 0 })
  const { hostname, port } = new URL(served.issuer('test'))
  const statusLineOf = async (line: string) => {
    const socket = connect(Number(port), hostname)
    socket.end(`${line} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    return (await text(socket)).split('\r\n')[0]
  }
  expect(await statusLineOf('post /test/connect/token')).toBe('HTTP/1.1 400 Bad Request')
  expect(served.requests).toHaveLength(0)
  expect(await statusLineOf('GET /test/.WELL-KNOWN/openid-configuration')).toBe('HTTP/1.1 200 OK')
})

it.each(['dpop', 'DPOP'])('the case of a header name is ignored: %s', async (name) => {
  expect(await outcomeOf({ proof: null, headers: [[name, 'x']] })).toBe('invalid_dpop_proof: Malformed DPoP token.')
})

it.each(['', ' ', '\t'])('a blank DPoP header is none: %j', async (value) => {
  expect(await outcomeOf({ proof: null, headers: [['DPoP', value]] })).toBe(
    'invalid_request: Client requires DPoP and a DPoP header value was not provided.',
  )
})

it.each([
  ['a scope', { scope: '${SCOPE}' }, 'invalid_scope'],
  ['a resource', { resource: 'NHN:EXAMPLE' }, 'invalid_target'],
])('%s is compared exactly', async (_, form, outcome) => {
  expect(await outcomeOf({ form })).toBe(outcome)
})

it('white space around a resource passes its format, but names no API', async () => {
  expect(await outcomeOf({ form: { resource: ' ${audience} ' } })).toBe('invalid_target')
  expect(await outcomeOf({ form: { resource: 'not a uri' } })).toBe('invalid_target: Invalid resource indicator format')
})
