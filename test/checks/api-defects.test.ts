/** Each planted defect of an API is named, and nothing else is; of a sound API nothing is. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkApi, unguarded } from '../../mock-sts/checks/api/check-api.ts'
import { type ApiDefect, apiDefects, startFaultyApi } from './faulty-api.ts'

/** What the check says that the API does not look at. */
const table: Readonly<Record<ApiDefect, string>> = {
  'skips ath': 'ath',
  'skips proof replay': 'replay of proofs',
  'Bearer for a bound token': 'scheme',
  'trusts jku': 'origin of the key',
  'trusts an embedded key': 'origin of the key',
  'alg none': 'alg',
  'any audience': 'aud',
  'prefix-matched scope': 'whole scope',
  'another environment’s issuer': 'environment',
  'expired by ten minutes': 'exp',
  'ignores typ': 'typ',
}

const audience = 'nhn:example'
const scope = 'nhn:example/read'

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

async function checked(defect?: ApiDefect) {
  const settings = { issuer: twin.issuer('test'), otherIssuer: twin.issuer('prod'), audience, scope }
  await using api = await startFaultyApi(settings, defect)
  const target = { url: api.url, method: 'GET', audience, scope, status: 200, scheme: 'DPoP' as const }
  // Awaited here: the API ends with this function.
  return await checkApi({ ...settings, target, mint: (options) => twin.mint(options) })
}

describe('an API that', () => {
  it.each(apiDefects)('%s is told so, and nothing else', async (defect) => {
    expect(unguarded(await checked(defect))).toEqual([table[defect]])
  })
})

it('an API that trusts jku is told of that row, and one that trusts an embedded key of the other', async () => {
  const failed = async (defect: ApiDefect) =>
    (await checked(defect)).filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
  expect([await failed('trusts jku'), await failed('trusts an embedded key')]).toEqual([['D101'], ['D102']])
})

it('a sound API is told nothing', async () => {
  const results = await checked()
  expect(results.filter(({ outcome }) => !['passed', 'not reached'].includes(outcome))).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'not reached').map(({ id }) => id)).toEqual([
    'D09',
    'D25',
    'D37',
    'D38',
    'D27',
    'D28',
    'D29',
    'D30',
  ])
})

it('our own API passes, where the organisation counts, where it demands a nonce, and when the keys change', async () => {
  await using own = await startMockSts({ port: 0 })
  await own.use('api-nonce-challenge')
  const results = await checkApi({
    issuer: own.issuer('test'),
    otherIssuer: own.issuer('prod'),
    mint: (options) => own.mint(options),
    keys: { ring: own.keys('test'), cacheTime: 0 },
    target: {
      url: `${own.origin}/nhn-api/test/organization`,
      method: 'GET',
      audience: 'nhn:test-public-samplecode',
      scope: 'nhn:test-public-samplecode/client-credentials',
      status: 200,
      scheme: 'DPoP',
      organization: '994598759',
    },
  })
  const warm = results.filter(({ id }) => !['D29', 'D30'].includes(id))
  expect(
    warm.filter(({ outcome }) => outcome !== 'passed').map(({ id, outcome, findings }) => [id, outcome, findings]),
  ).toEqual([])
})

it('where the good token does not succeed, nothing else counts', async () => {
  const settings = { issuer: twin.issuer('test'), otherIssuer: twin.issuer('prod'), audience, scope }
  await using api = await startFaultyApi(settings)
  const target = { url: api.url, method: 'GET', audience, scope, status: 204, scheme: 'DPoP' as const }
  const results = await checkApi({ ...settings, target, mint: (options) => twin.mint(options), ready: 0 })
  expect(results[0]).toMatchObject({ id: 'D33', outcome: 'failed', findings: [{ expected: '204', seen: '200' }] })
  expect(new Set(results.slice(1).map(({ outcome }) => outcome))).toEqual(new Set(['not reached']))
})
