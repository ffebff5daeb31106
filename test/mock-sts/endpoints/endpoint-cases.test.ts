/** Every case of revocation and introspection, in both profiles: the exact response. */
import { type EndpointExpectation, endpointCases } from 'helseid-contract/cases'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { start } from './case-harness.ts'
import { type Answered, ask } from './endpoint-harness.ts'

const noStore = 'no-store, no-cache, max-age=0'

async function expectAnswer(expected: EndpointExpectation, answered: Answered): Promise<void> {
  const { status, error, body, jwt = false, warns = [] } = expected
  const { verdict, headers } = answered
  expect([answered.status, verdict.answer?.rule]).toEqual([status, verdict.answer?.rule])
  const warned = verdict.rules.filter((rule) => rule.outcome === 'broken' && rule.severity === 'warn')
  if (status === 200) expect(warned.map(({ id }) => id).sort()).toEqual([...warns].sort())
  if (jwt) return expectJwt(expected, answered)
  if (error !== undefined) expect(JSON.parse(answered.body)).toEqual({ error })
  else if (body === 'claims') expectClaims(expected, JSON.parse(answered.body), answered.token)
  else expect(answered.body).toBe(typeof body === 'string' ? body : JSON.stringify(body))
  if (answered.body === '') {
    expect(headers.has('content-type')).toBe(false)
    return
  }
  expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
  // Only introspection forbids caching (Duende SetNoCache).
  const isIntrospection = 'active' in JSON.parse(answered.body) || error === 'missing_token'
  expect(headers.get('cache-control')).toBe(isIntrospection ? noStore : null)
}

/** RFC 9701 5: a JWT that the STS signs for the caller. Duende leaves out `exp` (CreateJwtPayloadDictionary). */
async function expectJwt(expected: EndpointExpectation, { body: jwt, headers, token, twin }: Answered): Promise<void> {
  expect(headers.get('content-type')).toBe('application/token-introspection+jwt')
  expect(headers.get('cache-control')).toBe(noStore)
  const issuer = twin.issuer('test')
  const jwks = await (await twin.handle(new Request(`${issuer}/.well-known/openid-configuration/jwks`))).json()
  await jwtVerify(jwt, createLocalJWKSet(jwks as never), { currentDate: new Date(start * 1000) })
  const { kid, x5t } = decodeProtectedHeader(token)
  const header = { alg: 'RS256', kid, x5t, typ: 'token-introspection+jwt' }
  expect(JSON.stringify(decodeProtectedHeader(jwt))).toBe(JSON.stringify(header))
  const { token_introspection: introspected, ...claims } = decodeJwt(jwt)
  expect(claims).toEqual({ iss: issuer, iat: start, aud: 'example-client' })
  expect(Object.keys(decodeJwt(jwt))).toEqual(['iss', 'iat', 'aud', 'token_introspection'])
  if (expected.body === 'claims') expectClaims(expected, introspected as object, token)
  else expect(introspected).toEqual(expected.body)
}

/** RFC 7662 2.2: the claims of the token, `scope` as text. */
function expectClaims({ claims: changed = {} }: EndpointExpectation, members: object, token: string): void {
  const { scope, ...claims } = decodeJwt<{ scope: string[] }>(token)
  const present = Object.entries({ ...claims, ...changed }).filter(([, value]) => value !== null)
  const expected = { ...Object.fromEntries(present), token_type: 'access_token', active: true, scope: scope.join(' ') }
  expect(members).toEqual(expected)
  expect(Object.keys(members)).toEqual(Object.keys(expected))
}

describe.each(['today', 'next'] as const)('%s', (profile) => {
  it.each(endpointCases.map((row) => [row.id, row.endpoint, row.title, row] as const))(
    '%s %s: %s',
    async (_id, endpoint, _title, { requests, today, next }) => {
      const expected = profile === 'next' && next !== '=' ? next : today
      for (const recipe of requests) await expectAnswer(expected, await ask(endpoint, recipe, { profile }))
    },
  )
})
