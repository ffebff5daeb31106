/** Asserts that a response and its verdict are those that a case expects. */
import type { Case, ExpectedError, ExpectedToken } from 'helseid-contract/cases'
import type { ExchangeAnswer, ExchangeContext } from 'helseid-contract/rules'
import type { Verdict } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect } from 'vitest'

export interface Outcome {
  readonly answer: ExchangeAnswer
  readonly verdict: Verdict
  readonly context: ExchangeContext
}

export function expectCase(row: Case, outcome: Outcome, profile: 'today' | 'next'): void {
  const expected = profile === 'next' && row.next !== '=' ? row.next : row.today
  const { headers } = outcome.answer
  expect(headers.get('content-type')).toBe('application/json; charset=UTF-8')
  expect(headers.get('cache-control')).toBe('no-store, no-cache, max-age=0')
  expect(headers.get('pragma')).toBe('no-cache')
  expect(headers.has('www-authenticate')).toBe(false)
  if ('error' in expected) checkError(expected as ExpectedError, outcome)
  else checkToken(expected as ExpectedToken, outcome)
}

function checkError(
  { error, description, descriptionStarts, descriptionContains }: ExpectedError,
  { answer, verdict }: Outcome,
): void {
  const body = JSON.parse(answer.body) as { error: string; error_description?: string }
  const why = verdict.answer?.rule
  expect({ status: answer.status, error: body.error, why }).toEqual({ status: 400, error, why })
  expect(answer.headers.has('dpop-nonce')).toBe(error === 'use_dpop_nonce')
  const rest = body.error_description
  if (descriptionStarts !== undefined) expect(rest).toMatch(new RegExp(`^${descriptionStarts}\\b`))
  else if (descriptionContains !== undefined) expect(rest).toContain(descriptionContains)
  else expect(rest).toBe(description)
  expect(Object.keys(body)).toEqual(rest === undefined ? ['error'] : ['error', 'error_description'])
  expect(verdict.outcome).toBe('refused')
}

function checkToken(expected: ExpectedToken, { answer, verdict, context }: Outcome): void {
  const warnings = verdict.rules.filter((rule) => rule.outcome === 'broken' && rule.severity === 'warn')
  expect(verdict.answer?.rule).toBeUndefined()
  expect(answer.status, answer.body.slice(0, 80)).toBe(200)
  expect(warnings.map(({ id }) => id).sort()).toEqual([...expected.warns].sort())
  expect(answer.headers.has('dpop-nonce')).toBe(false)
  const fill = (value: unknown) => JSON.parse(fillText(JSON.stringify(value), context))
  const body = JSON.parse(answer.body)
  const special = fill(expected.body ?? {})
  const members = [
    'access_token',
    'expires_in',
    'token_type',
    'scope',
    ...('rejected_scope' in special ? ['rejected_scope'] : []),
  ]
  expect(Object.keys(body)).toEqual(members)
  expect(body).toMatchObject({ expires_in: 600, token_type: 'DPoP', ...special })
  const claims = decodeJwt(body.access_token)
  for (const [name, value] of Object.entries(fill(expected.claims ?? {})))
    expect([name, claims[name] ?? null]).toEqual([name, value])
  expect(decodeProtectedHeader(body.access_token)).toEqual({
    alg: 'RS256',
    kid: expect.stringMatching(/^[0-9A-F]{40}$/),
    x5t: expect.stringMatching(/^[\w-]{27}$/),
    typ: 'at+jwt',
  })
  expect(claims).toMatchObject({ iss: context.issuer, client_id: context.clientId, nbf: claims.iat })
  expect(claims.exp).toBe(Number(claims.iat) + 600)
  expect(claims.jti).toMatch(/^[0-9A-F]{32}$/)
  expect(claims).not.toHaveProperty('sub')
  expect([claims.scope].flat().join(' ')).toBe(body.scope)
}

function fillText(text: string, context: ExchangeContext): string {
  const values: Record<string, unknown> = {
    ...context,
    audience: context.scope.split('/')[0],
    otherAudience: context.otherApiScope.split('/')[0],
    proofThumbprint: context.key('proof').kid,
  }
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => String(values[name]))
}
