/** Cases that a scenario produces: what a raw HTTP client sees, in both profiles. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answered, failed, type Seen } from '../http/raw-http.ts'
import { askForToken, registration, scope } from './raw-token-request.ts'

interface Row {
  readonly row: string
  readonly scenario: string
  readonly check: (seen: Seen) => void
  readonly timeout?: number
}

/** The body of the reference response (B21) with other members; undefined omits one. */
const reference =
  (change: Record<string, unknown>) =>
  ({ status, body }: Seen) => {
    const members = { access_token: expect.any(String), expires_in: 600, token_type: 'DPoP', scope, ...change }
    const expected = Object.entries(members).filter(([, value]) => value !== undefined)
    const seen = JSON.parse(body)
    expect(status).toBe(200)
    expect(Object.keys(seen)).toEqual(expected.map(([name]) => name))
    expect(seen).toEqual(Object.fromEntries(expected))
  }
const challenged = (description: string, nonce: unknown) => (seen: Seen) => {
  const body = { error: 'use_dpop_nonce', error_description: description }
  expect([seen.status, JSON.parse(seen.body), seen.headers['dpop-nonce']]).toEqual([400, body, nonce])
}

const rows: readonly Row[] = [
  { row: 'B22 status 500, empty body', scenario: 'server-error', check: answered(500, { 'content-length': '0' }) },
  {
    row: 'B23 200 without access_token',
    scenario: 'missing-access-token',
    check: reference({ access_token: undefined }),
  },
  { row: 'B67 502 with an HTML page', scenario: 'bad-gateway', check: answered(502, { 'content-type': 'text/html' }) },
  { row: 'B68 503 with Retry-After: 1', scenario: 'service-unavailable', check: answered(503, { 'retry-after': '1' }) },
  { row: 'B69 429 with Retry-After: 1', scenario: 'too-many-requests', check: answered(429, { 'retry-after': '1' }) },
  {
    row: 'B70 no answer: the connection is open, no bytes',
    scenario: 'no-answer',
    check: failed(/TIMEOUT/),
    timeout: 1000,
  },
  { row: 'B71 connection reset after the request', scenario: 'connection-reset', check: failed(/ECONNRESET/) },
  {
    row: 'B72 JSON cut in the middle, connection closed',
    scenario: 'truncated-answer',
    check: ({ status, headers, body, failure }) => {
      const announced = Number(headers['content-length'])
      expect({ status, failure }).toEqual({ status: 200, failure: 'ECONNRESET' })
      expect(body).toHaveLength(Math.floor(announced / 2))
      expect(body).toMatch(/^\{"access_token":"ey/)
    },
  },
  {
    row: 'B73 200, empty body',
    scenario: 'empty-answer',
    check: (seen) =>
      expect([seen.status, seen.headers['content-length'], seen.body, seen.failure]).toEqual([200, '0', '', undefined]),
  },
  { row: 'B74 expires_in as a string', scenario: 'expires-in-text', check: reference({ expires_in: '600' }) },
  { row: 'B75 no expires_in', scenario: 'missing-expires-in', check: reference({ expires_in: undefined }) },
  { row: 'B76 token_type dPOP', scenario: 'token-type-case', check: reference({ token_type: 'dPOP' }) },
  {
    row: 'C40 endless challenge, with a new nonce each time',
    scenario: 'endless-nonce-challenge',
    check: challenged("Invalid 'nonce' value.", expect.stringMatching(/^[\w-]{20,}$/)),
  },
  {
    row: 'C41 challenge without the header',
    scenario: 'nonce-challenge-without-header',
    check: challenged("Missing 'nonce' value.", undefined),
  },
]

describe.each(['today', 'next'] as const)('%s', (profile) => {
  let sts: StartedMockSts
  beforeAll(async () => {
    sts = await startMockSts({ port: 0, profile, clients: [registration] })
  })
  beforeEach(() => sts.reset())
  afterAll(() => sts.close())

  it.each(rows.map((row) => [row.row, row] as const))('%s', async (_, { scenario, check, timeout }) => {
    await sts.use(scenario)
    check(await askForToken(sts, { ...(timeout !== undefined && { timeout }) }))
    expect(sts.requests.at(-1)).toMatchObject({ scenario, clientId: 'c', method: 'POST' })
  })
})
