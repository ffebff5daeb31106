/** What a raw HTTP client sees of the scenarios at the token endpoint, by scenario header (name and parameters). */
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { expect } from 'vitest'
import { demoSigningKey } from '../../../../mock-sts/keys/signing-keys.ts'
import { api, otherScope, scope } from '../../endpoints/raw-token-request.ts'
import { answered, failed, type Seen } from '../../http/raw-http.ts'
import type { Rows } from './row.ts'

const error = (code: string, description?: string) => (seen: Seen) => {
  expect([seen.status, JSON.parse(seen.body)]).toEqual([
    400,
    { error: code, ...(description && { error_description: description }) },
  ])
  expect(seen.headers).not.toHaveProperty('dpop-nonce')
}
/** The response’s Date header is the server’s time in whole seconds. */
const clockOff = (seconds: number) => (seen: Seen) => {
  error('invalid_client')(seen)
  const off = (Date.parse(String(seen.headers.date)) - Date.now()) / 1000
  expect(Math.abs(off - seconds)).toBeLessThan(10)
}
const body = (check: (members: Record<string, unknown>) => void) => (seen: Seen) => {
  expect(seen.status).toBe(200)
  check(JSON.parse(seen.body))
}
const token = (check: (claims: Record<string, unknown>, header: Record<string, unknown>) => void) =>
  body(({ access_token: jwt }) =>
    check(decodeJwt(String(jwt)), decodeProtectedHeader(String(jwt)) as Record<string, unknown>),
  )
const demoKid = demoSigningKey('test').kid
const lacks = (...names: string[]) =>
  token((claims) => {
    for (const name of names) expect(claims).not.toHaveProperty([name])
  })
const has = (members: object) => token((claims) => expect(claims).toMatchObject(members))

export const seenAtTheTokenEndpoint: Rows = {
  'invalid-client': error('invalid_client'),
  'invalid-request': error('invalid_request'),
  'invalid-scope': error('invalid_scope'),
  'invalid-target': error('invalid_target'),
  'invalid-grant': error('invalid_grant'),
  'unauthorized-client': error('unauthorized_client'),
  'unsupported-grant-type': error('unsupported_grant_type'),
  'invalid-dpop-proof': error('invalid_dpop_proof', "Invalid 'iat' value."),
  'access-denied': error('access_denied', 'HID-DOUBLE-STRUCTURE'),
  'endless-nonce-challenge': (seen) => {
    expect(JSON.parse(seen.body)).toEqual({ error: 'use_dpop_nonce', error_description: "Invalid 'nonce' value." })
    expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
  },
  'nonce-always-expired': (seen) => {
    expect(JSON.parse(seen.body)).toEqual({ error: 'use_dpop_nonce', error_description: "Invalid 'nonce' value." })
    expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
  },
  'nonce-challenge-without-header': error('use_dpop_nonce', "Missing 'nonce' value."),
  'nonce-on-other-errors': {
    options: { form: { scope: 'nhn:unknown/scope' } },
    sees: (seen) => {
      expect([seen.status, JSON.parse(seen.body)]).toEqual([400, { error: 'invalid_scope' }])
      expect(seen.headers['dpop-nonce']).toMatch(/^[\w-]{20,}$/)
    },
  },
  'too-many-requests;seconds=3': answered(429, { 'retry-after': '3' }),
  'service-unavailable': answered(503, { 'retry-after': '1' }),
  'server-error': (seen) => expect([seen.status, seen.body]).toEqual([500, '']),
  'bad-gateway': answered(502, { 'content-type': 'text/html' }),
  'slow-answer;seconds=0.05': body(({ token_type }) => expect(token_type).toBe('DPoP')),
  'empty-answer': (seen) => expect([seen.status, seen.body]).toEqual([200, '']),
  'html-answer': answered(200, { 'content-type': 'text/html' }),
  'wrong-content-type': (seen) => {
    expect(seen).toMatchObject({ status: 200, headers: { 'content-type': 'text/plain' } })
    expect(JSON.parse(seen.body)).toHaveProperty('access_token')
  },
  'connection-reset': failed(/ECONNRESET/),
  'no-answer': { options: { timeout: 300 }, sees: failed(/TIMEOUT/) },
  'truncated-answer': (seen) => {
    expect([seen.status, seen.failure]).toEqual([200, 'ECONNRESET'])
    expect(seen.body.length).toBeGreaterThan(5)
    expect(() => JSON.parse(seen.body)).toThrow()
  },
  'dribbled-answer;milliseconds=0': body(({ token_type }) => expect(token_type).toBe('DPoP')),
  'missing-access-token': body((members) =>
    expect(Object.keys(members)).toEqual(['expires_in', 'token_type', 'scope']),
  ),
  'missing-expires-in': body((members) =>
    expect(Object.keys(members)).toEqual(['access_token', 'token_type', 'scope']),
  ),
  'expires-in-text': body((members) => expect(members.expires_in).toBe('600')),
  'token-type-case': body((members) => expect(members.token_type).toBe('dPOP')),
  'expired-token': token(({ exp }) => expect(Number(exp)).toBeLessThan(Date.now() / 1000 - 590)),
  'token-not-yet-valid': token(({ nbf }) => expect(Number(nbf)).toBeGreaterThan(Date.now() / 1000 + 590)),
  'short-lived-token;seconds=7': body(({ access_token, expires_in }) => {
    const { iat, exp } = decodeJwt(String(access_token))
    expect([expires_in, Number(exp) - Number(iat)]).toEqual([7, 7])
  }),
  'wrong-issuer': has({ iss: 'https://stranger.example' }),
  'another-environments-issuer': has({ iss: 'https://helseid-sts.nhn.no' }),
  'wrong-audience': has({ aud: 'nhn:another-api' }),
  'missing-audience': lacks('aud'),
  'several-audiences': has({ aud: [api, 'nhn:another-api'] }),
  'missing-scope': lacks('scope'),
  'missing-binding': (seen) => {
    lacks('cnf')(seen)
    expect(JSON.parse(seen.body).token_type).toBe('DPoP')
  },
  'bearer-instead-of-dpop': body(({ token_type, access_token }) => {
    expect(token_type).toBe('Bearer')
    expect(decodeJwt(String(access_token))).not.toHaveProperty('cnf')
  }),
  'foreign-binding': has({ cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }),
  'missing-organization': lacks(
    'helseid://claims/client/claims/orgnr_parent',
    'helseid://claims/client/claims/orgnr_supplier',
  ),
  'foreign-organization': has({ 'helseid://claims/client/claims/orgnr_parent': '999977775' }),
  'bad-signature': has({ client_id: 'c' }),
  'unknown-key': has({ client_id: 'c' }),
  'unknown-kid': token((_claims, { kid }) => expect(kid).toBe('F'.repeat(40))),
  'alg-none': body(({ access_token }) => {
    expect(String(access_token)).toMatch(/\.$/)
    expect(decodeProtectedHeader(String(access_token)).alg).toBe('none')
  }),
  'hs256-confusion': token((_claims, { alg }) => expect(alg).toBe('HS256')),
  'wrong-typ': token((_claims, { typ }) => expect(typ).toBe('dpop+jwt')),
  'large-token;bytes=9000': body(({ access_token }) => expect(String(access_token).length).toBeGreaterThan(12_000)),
  'client-key-expired': error('invalid_client'),
  'client-disabled': error('invalid_client'),
  'delegation-withdrawn': (seen) =>
    expect(JSON.parse(seen.body)).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringMatching(/^HID-1001/),
    }),
  'terms-not-accepted': error('invalid_scope'),
  'rejected-scope': {
    options: { form: { scope: null } },
    sees: body((members) => expect(members).toMatchObject({ scope, rejected_scope: otherScope })),
  },
  'key-rotated': token((_claims, { kid }) => expect(kid).not.toBe(demoKid)),
  'key-retired': token((_claims, { kid }) => expect(kid).not.toBe(demoKid)),
  'server-clock-ahead': clockOff(600),
  'server-clock-behind': clockOff(-600),
}
