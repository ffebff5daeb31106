/** `stsPact` judges the assertion and the proof of a consumer's pact: each rule's failing example fails by the rule's id. */
import { stsPact } from 'helseid-contract/pact'
import {
  compose,
  exampleNames,
  isWithin,
  type Jwk,
  type KeyName,
  type ProfileName,
  profiles,
  type Recipe,
  type RequestChange,
  rules,
} from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

/** The address of Pact's mock server in the consumer's test. */
const consumerIssuer = 'http://127.0.0.1:4711'
/** Long ago: the pact was written then. */
const writtenAt = 1_700_000_000

function consumerRequest(change: RequestChange): { form: Record<string, string>; dpop: string } {
  const context = {
    ...exampleNames,
    issuer: consumerIssuer,
    tokenEndpoint: `${consumerIssuer}/connect/token`,
    otherIssuer: 'https://helseid-sts.nhn.no',
    clientId: 'consumer',
    otherClientId: 'other',
    key: (name: KeyName) => keyRing[name] as Jwk,
    assertionKey: 'registered' as const,
    uuid: () => '00000000-0000-4000-8000-000000000001',
  }
  const { body, proof } = compose(change, context, { now: writtenAt, nonce: 'n', previous: undefined })
  return { form: Object.fromEntries(new URLSearchParams(body)), dpop: proof }
}

/** The status and text that the filter answers with, or `renewed`. */
async function verified(change: RequestChange, profile: ProfileName, issuer: string | undefined = consumerIssuer) {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { requestFilter } = await stsPact({
    twin: sts.origin,
    profile,
    ...(issuer !== undefined && { consumerIssuer: issuer }),
  })
  const { form, dpop } = consumerRequest(change)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop }
  const request = { method: 'POST', url: '/connect/token', originalUrl: '/connect/token', headers, body: form }
  let answer = 'renewed'
  const response = {
    status: () => ({ send: (text: string) => (answer = text) }),
    once: () => undefined,
  }
  await requestFilter(request as never, response as never, () => undefined)
  printed.mockRestore()
  return answer
}

/** A request that is judged at its own `iat` is not ahead of it. */
const judged = rules.filter(
  ({ id, at, asks, answer }) =>
    !id.startsWith('iat-ahead-') &&
    asks === undefined &&
    answer.error !== 'use_dpop_nonce' &&
    (isWithin(at, 'assertion') || isWithin(at, 'proof')),
)
const examples = judged.flatMap((rule) =>
  (['today', 'next'] as const).flatMap((profile) =>
    profiles[profile][rule.id] === 'reject'
      ? rule.examples.failing
          // A pact has one request with one header for the proof.
          .filter(({ before, proof }: Recipe) => before === undefined && proof !== null && proof?.sent === undefined)
          .map((recipe) => [rule.id, profile, recipe] as const)
      : [],
  ),
)

/** The request is then judged at that time, when its assertion has expired. */
const isProofAhead = ({ proof }: Recipe) => Number((proof?.claims?.iat as { $now?: number } | undefined)?.$now) > 0

it.each(examples.filter(([, , recipe]) => !isProofAhead(recipe)))(
  'a pact with a request that breaks %s fails by that rule under %s: %j',
  async (id, profile, recipe) => {
    expect(await verified(recipe, profile)).toContain(`  ${id}:`)
  },
)

it.each(examples.filter(([, , recipe]) => isProofAhead(recipe)))(
  'a pact whose proof is ahead of its assertion fails, because the assertion has expired then: %s, %s',
  async (_, profile, recipe) => {
    expect(await verified(recipe, profile)).toContain('  exp-not-passed-')
  },
)

it('a valid request of any age is renewed, also if the issuer is taken from htu', async () => {
  expect(await verified({}, 'next')).toBe('renewed')
  expect(await verified({}, 'next', undefined)).toBe('renewed')
})

it('a client without typ fails, and one with 60 s fails under next only, with the verdict in the report', async () => {
  expect(await verified({ assertion: { header: { typ: null } } }, 'today')).toMatch(
    /breaks rules of the profile today:\n {2}typ-client-authentication: expected [^;]+; seen [^;]+; fix: /,
  )
  const sixty = { assertion: { claims: { exp: { $now: 60 } } } }
  expect(await verified(sixty, 'today')).toBe('renewed')
  expect(await verified(sixty, 'next')).toContain('lifetime')
})

it('a consumerIssuer that does not fit the pact is named, and with it what the pact has', async () => {
  const text = await verified({}, 'today', 'https://helseid-sts.test.nhn.no')
  expect(text).toContain(
    `consumerIssuer https://helseid-sts.test.nhn.no does not fit the pact: htu of the proof is "${consumerIssuer}/connect/token", aud of the assertion is "${consumerIssuer}".`,
  )
})

it('the verdict has the addresses and times of the pact, and not those of the session that judged it', async () => {
  const address = await verified({ assertion: { claims: { aud: 'https://elsewhere.example' } } }, 'today')
  expect(address).toContain(consumerIssuer)
  expect(address).not.toContain(sts.origin)
  const late = await verified({ assertion: { claims: { exp: { $now: 600 } } } }, 'today')
  expect(late).toMatch(/fix: .*\biat \+ \d+/)
  expect(late).not.toMatch(/\b17\d{8}\b/)
})

it('nothing of the twin changes: the sessions are ended and its journal stays empty', async () => {
  const { sessions } = (await (await fetch(`${sts.origin}/_mock/sessions`)).json()) as { sessions: unknown[] }
  expect([sessions, sts.requests]).toEqual([[], []])
})
