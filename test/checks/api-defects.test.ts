/** `check api` reports each deliberate defect of an API and nothing else, and nothing for a sound API. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkApi } from '../../mock-sts/checks/api/check-api.ts'
import { unguarded } from '../../mock-sts/checks/api/judge-row.ts'
import { type ApiDefect, apiDefects, startFaultyApi } from './faulty-api.ts'

/** What the check reports that the API does not check. */
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
  'ignores nbf': 'nbf',
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
  // Awaited here, because the API stops when this function returns.
  return await checkApi({ ...settings, target, mint: (options) => twin.mint(options) })
}

describe('check api', () => {
  it.each(apiDefects)('reports the defect "%s" and nothing else', async (defect) => {
    expect(unguarded(await checked(defect))).toEqual([table[defect]])
  })
})

it('trusting jku fails row D101 only, trusting an embedded key fails row D102 only', async () => {
  const failed = async (defect: ApiDefect) =>
    (await checked(defect)).filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
  expect([await failed('trusts jku'), await failed('trusts an embedded key')]).toEqual([['D101'], ['D102']])
})

it('a sound API gets no findings', async () => {
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

it('the twin’s own API passes when it depends on the organisation, requires a nonce and the keys change', async () => {
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

async function startApi(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hello`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Whether a request looks valid to an API that checks only typ and scope. */
function looksGood({ headers }: IncomingMessage): boolean {
  const [, token = ''] = (headers.authorization ?? '').split(' ')
  if (token.split('.').length !== 3) return false
  return decodeProtectedHeader(token).typ === 'at+jwt' && String(decodeJwt(token).scope) === scope
}

async function checkedAt(url: string) {
  const settings = { issuer: twin.issuer('test'), otherIssuer: twin.issuer('prod') }
  const target = { url, method: 'GET', audience, scope, status: 200, scheme: 'DPoP' as const }
  const results = await checkApi({ ...settings, target, mint: (options) => twin.mint(options), ready: 0 })
  return { results, of: (id: string) => results.find((result) => result.id === id) }
}

it('closing the connection is a finding in that row only, and the other rows still run', async () => {
  await using api = await startApi((request, response) => {
    if (looksGood(request)) response.end()
    else if (request.headers.authorization === undefined) response.destroy()
    else response.writeHead(401).end()
  })
  const { of } = await checkedAt(api.url)
  const finding = { expected: '401', seen: 'no answer: socket hang up' }
  expect(of('D43')).toMatchObject({ outcome: 'failed', findings: [finding] })
  expect(of('D33-again')?.outcome).toBe('passed')
})

it('the check stops calling an API that stopped answering, and names the row after which it did', async () => {
  let gone = false
  await using api = await startApi((request, response) => {
    gone ||= String(request.headers.authorization).startsWith('Bearer')
    if (gone) response.destroy()
    else response.writeHead(looksGood(request) ? 200 : 401).end()
  })
  const { results, of } = await checkedAt(api.url)
  expect(results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual([
    'D01',
    'D44',
    'D10',
    'D33-again',
  ])
  expect(of('D11')).toMatchObject({ outcome: 'not reached' })
})

it('a refusal with another status is not reported as accepting the request', async () => {
  await using api = await startApi((request, response) => response.writeHead(looksGood(request) ? 200 : 400).end())
  const { results, of } = await checkedAt(api.url)
  expect(of('D43')).toMatchObject({ outcome: 'failed', findings: [{ seen: '400' }] })
  expect(unguarded(results)).not.toContain('token')
  expect(unguarded(results)).toContain('ath')
})

it('row D09 is not reached if the API sends nonces but does not require them', async () => {
  await using api = await startApi((request, response) =>
    response.writeHead(looksGood(request) ? 200 : 401, { 'DPoP-Nonce': 'n' }).end(),
  )
  const { of } = await checkedAt(api.url)
  expect(of('D09')).toMatchObject({ outcome: 'not reached', because: 'The API does not require a nonce.' })
})

it.each([
  [401, 'trust the issuer'],
  [404, '--url'],
  [405, '--method'],
  [302, '--url'],
  [415, '--header'],
  [503, 'look in its log'],
  [204, '--status 204'],
])('if the valid token is answered with %i, the finding says what to fix', async (status, fix) => {
  await using api = await startApi((_request, response) => response.writeHead(status).end())
  const { of } = await checkedAt(api.url)
  expect(of('D33')).toMatchObject({ outcome: 'failed', findings: [{ fix: expect.stringContaining(fix) }] })
})

it('no other row is reached if the valid token is not accepted', async () => {
  const settings = { issuer: twin.issuer('test'), otherIssuer: twin.issuer('prod'), audience, scope }
  await using api = await startFaultyApi(settings)
  const target = { url: api.url, method: 'GET', audience, scope, status: 204, scheme: 'DPoP' as const }
  const results = await checkApi({ ...settings, target, mint: (options) => twin.mint(options), ready: 0 })
  expect(results[0]).toMatchObject({ id: 'D33', outcome: 'failed', findings: [{ expected: '204', seen: '200' }] })
  expect(new Set(results.slice(1).map(({ outcome }) => outcome))).toEqual(new Set(['not reached']))
})
