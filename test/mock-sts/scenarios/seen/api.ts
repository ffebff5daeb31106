/** What a raw HTTP client sees of the scenarios at the protected API, by scenario header (name and parameters). */
import { expect } from 'vitest'
import { answered, failed, type Seen } from '../../http/raw-http.ts'
import type { Rows } from './row.ts'

const algs = 'algs="PS256 PS384 PS512 ES256 ES384 ES512"'

/** Refused with exactly this challenge and without a body. */
const refused =
  (status: 401 | 403, challenge: string | RegExp, nonce: RegExp | undefined = undefined) =>
  ({ headers, ...seen }: Seen) => {
    const value = challenge instanceof RegExp ? expect.stringMatching(challenge) : challenge
    expect([seen.status, headers['www-authenticate'], seen.body]).toEqual([status, value, ''])
    expect(String(headers['dpop-nonce'] ?? '')).toMatch(nonce ?? /^$/)
  }
const invalidToken = (description: string) =>
  refused(401, `DPoP error="invalid_token", error_description="${description}", ${algs}`)
const invalidProof = (description: string) =>
  refused(401, `DPoP error="invalid_dpop_proof", error_description="${description}", ${algs}`)
const nonceChallenge = `DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof", ${algs}`
const unexplained = (status: 401 | 403) => (seen: Seen) => {
  expect([seen.status, seen.headers['www-authenticate'], seen.body]).toEqual([status, undefined, ''])
}
const time = String.raw`'\d\d/\d\d/\d{4} \d\d:\d\d:\d\d'`

export const seenAtTheApi: Rows = {
  'api-token-expired': refused(
    401,
    new RegExp(`^DPoP error="invalid_token", error_description="The token expired at ${time}", algs=`),
  ),
  'api-token-not-yet-valid': refused(
    401,
    new RegExp(`^DPoP error="invalid_token", error_description="The token is not valid before ${time}", algs=`),
  ),
  'api-key-unknown': invalidToken('The signature key was not found'),
  'api-wrong-audience': invalidToken("The audience 'nhn:another-api' is invalid"),
  'api-wrong-issuer': invalidToken("The issuer 'https://helseid-sts.nhn.no' is invalid"),
  'api-token-not-seen': refused(401, `DPoP ${algs}`),
  'api-bearer-only': refused(401, 'Bearer'),
  'api-no-challenge': unexplained(401),
  'api-proof-refused': invalidProof("Invalid 'iat' value."),
  'api-proof-replayed': invalidProof('Detected replay of DPoP proof token.'),
  'api-nonce-challenge': refused(401, nonceChallenge, /^[\w-]{20,}$/),
  'api-endless-nonce-challenge': refused(401, nonceChallenge, /^[\w-]{20,}$/),
  'api-nonce-challenge-without-header': refused(401, nonceChallenge),
  'api-nonce-on-success': (seen) => {
    expect([seen.status, seen.headers['dpop-nonce']]).toEqual([200, expect.stringMatching(/^[\w-]{20,}$/)])
  },
  'api-insufficient-scope': refused(
    403,
    `DPoP error="insufficient_scope", error_description="The token lacks a scope", scope="nhn:test-public-samplecode/client-credentials", ${algs}`,
  ),
  'api-forbidden': unexplained(403),
  'api-ehsec-110002': (seen) => {
    expect([seen.status, seen.headers['www-authenticate']]).toEqual([401, undefined])
    expect(seen.body).toContain('EHSEC-110002')
    expect(seen.body).toContain('Token is expired or invalid')
  },
  'api-too-many-requests;seconds=3': answered(429, { 'retry-after': '3' }),
  'api-server-error': answered(500, { 'content-length': '0' }),
  'api-bad-gateway': answered(502, { 'content-type': 'text/html' }),
  'api-service-unavailable': answered(503, { 'retry-after': '1' }),
  'api-slow-answer;seconds=0.05': answered(200),
  'api-connection-reset': failed(/ECONNRESET/),
  'api-no-answer': { options: { timeout: 300 }, sees: failed(/TIMEOUT/) },
}
