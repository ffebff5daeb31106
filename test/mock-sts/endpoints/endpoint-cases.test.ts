/** Every case of revocation and introspection, in both profiles: the exact response. */
import { type EndpointExpectation, endpointCases } from 'helseid-contract/cases'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Answered, ask } from './endpoint-harness.ts'

const noStore = 'no-store, no-cache, max-age=0'

function expectAnswer({ status, error, body, warns = [] }: EndpointExpectation, answered: Answered): void {
  const { verdict, headers } = answered
  expect([answered.status, verdict.answer?.rule]).toEqual([status, verdict.answer?.rule])
  const warned = verdict.rules.filter((rule) => rule.outcome === 'broken' && rule.severity === 'warn')
  if (status === 200) expect(warned.map(({ id }) => id).sort()).toEqual([...warns].sort())
  if (error !== undefined) expect(JSON.parse(answered.body)).toEqual({ error })
  else if (body === 'claims') expectClaims(answered)
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

/** RFC 7662 2.2: the claims of the token, `scope` as text. */
function expectClaims({ body, token }: Answered): void {
  const { scope, ...claims } = decodeJwt<{ scope: string[] }>(token)
  const members = JSON.parse(body)
  expect(members).toEqual({ ...claims, token_type: 'access_token', active: true, scope: scope.join(' ') })
  expect(Object.keys(members)).toEqual([...Object.keys(claims), 'token_type', 'active', 'scope'])
}

describe.each(['today', 'next'] as const)('%s', (profile) => {
  it.each(endpointCases.map((row) => [row.id, row.endpoint, row.title, row] as const))(
    '%s %s: %s',
    async (_id, endpoint, _title, { requests, today, next }) => {
      const expected = profile === 'next' && next !== '=' ? next : today
      for (const recipe of requests) expectAnswer(expected, await ask(endpoint, recipe, { profile }))
    },
  )
})
