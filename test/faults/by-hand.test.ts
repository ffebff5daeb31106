/** No forgery made by hand is accepted, and each is refused by the check that it aims at. */
import { createTokenVerifier } from 'helseid-client/verifier'
import { claims as names } from 'helseid-contract'
import { publicJwk } from 'helseid-contract/rules'
import { createLocalJWKSet } from 'jose'
import { describe, expect, it } from 'vitest'
import caseRows from '../contract/case-rows.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { byHand, equalRequests, organization } from './by-hand.ts'
import { recordFigure } from './figures.ts'
import { audience, issuer, now, scope, signer } from './good-request.ts'
import { resultOf } from './send.ts'

const create = () =>
  createTokenVerifier({
    issuer,
    audience,
    scopes: [scope],
    claims: { [names.orgnrParent]: [organization] },
    now: () => now * 1000,
    // Several keys, as HelseID has, so that a token must name one.
    jwks: createLocalJWKSet({ keys: [signer, keyRing.third].map((key) => publicJwk(key as never) as never) }),
  })

const all = Object.entries(byHand).flatMap(([code, forgeries]) =>
  Object.entries(forgeries).map(([name, sent]) => ({ code, name, sent })),
)

it(`none of ${all.length} forgeries made by hand is accepted, and the right check refuses each`, async () => {
  const verify = create()
  // Spends the jti that the replays use.
  await resultOf(verify, byHand['proof-replayed']?.['D06 the same proof a second time'] as never)
  const results: Record<string, string> = {}
  for (const { name, sent } of all) results[name] = await resultOf(verify, sent)
  const accepted = Object.values(results).filter((result) => result === 'accepted').length
  recordFigure({
    figure: 'forged tokens and proofs accepted: by hand',
    before: '0 of 190',
    target: '0 of 190 and more',
    reached: `${accepted} of ${all.length}, against ${Object.keys(byHand).length} checks`,
    ok: accepted === 0 && all.length >= 190,
  })
  expect(results).toEqual(Object.fromEntries(all.map(({ code, name }) => [name, code])))
  // docs/security.md says so.
  expect(all.length).toBeGreaterThanOrEqual(500)
})

describe('a request that only looks different is accepted', () => {
  it.each(Object.entries(equalRequests))('%s', async (_, sent) => {
    expect(await resultOf(create(), sent)).toBe('accepted')
  })
})

it('the forgeries have different names and cover the case table', () => {
  const forgeries = all.map(({ name }) => name)
  expect(new Set(forgeries).size).toBe(forgeries.length)
  // A nonce of the API (D09), and its JWKS and metadata (D27 to D30), are not in a request.
  const elsewhere = ['D09', 'D27', 'D28', 'D29', 'D30']
  const rows = caseRows.D.filter((row) => !elsewhere.includes(row))
  const covered = [...forgeries, ...Object.keys(equalRequests)].map((name) => name.split(' ')[0])
  expect(rows.filter((row) => !covered.includes(row))).toEqual([])
})
