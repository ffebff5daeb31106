/** `check api` reports each deliberate defect of an API and nothing else, and nothing for a sound API. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkApi } from '../../mock-sts/checks/api/check-api.ts'
import { unguarded } from '../../mock-sts/checks/api/judge-row.ts'
import { apiDefects } from './api-defect-table.ts'
import { audience, checkedApi, found, scope } from './checked-api.ts'

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

describe('check api', () => {
  // Every row: long/api-row-defects.test.ts.
  it.each<[keyof typeof apiDefects, string]>([
    ['D03', 'failed'],
    ['D101', 'failed'],
    ['D19', 'failed'],
    ['D16', 'failed'],
    ['D14', 'failed'],
    ['D104', 'warned'],
  ])('reports a planted defect in row %s and in no other', async (id, outcome) => {
    expect(found(await checkedApi(twin, apiDefects[id]))).toEqual([[id, outcome]])
  })

  it('names what a defective API does not check', async () => {
    expect(unguarded(await checkedApi(twin, 'skips proof replay'))).toEqual(['replay of proofs'])
  })
})

it('a sound API gets no findings', async () => {
  const results = await checkedApi(twin)
  expect(results.filter(({ outcome }) => !['passed', 'not reached'].includes(outcome))).toEqual([])
  const unreached = results.filter(({ outcome }) => outcome === 'not reached')
  expect(unreached.map(({ id, required }) => [id, required])).toEqual(
    ['D09', 'D25', 'D37', 'D38', 'D27', 'D28', 'D29', 'D30'].map((id) => [id, false]),
  )
})

// RFC 9449 4.3 and 7.1 name no status; RFC 6750 3.1 names one with SHOULD.
it('a bad proof that is refused with 400 is a warning, so that real faults stand out', async () => {
  const results = await checkedApi(twin, 'answers 400 to a bad proof')
  expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  const warned = results.filter(({ outcome }) => outcome === 'warned')
  expect(warned.map(({ id }) => id)).toEqual(expect.arrayContaining(['D03', 'D46', 'D54', 'D103']))
  expect(warned.find(({ id }) => id === 'D03')).toMatchObject({
    permits: 'RFC 9449 4.3 and 7.1, which name no status',
    findings: [{ expected: '401', seen: expect.stringMatching(/^400/) }],
  })
})

// RFC 9449 7.1: a server that requires DPoP challenges with the scheme DPoP.
it('WWW-Authenticate that names only Bearer is a warning for an API that takes DPoP', async () => {
  const results = await checkedApi(twin, 'names only Bearer in WWW-Authenticate')
  expect(found(results)).toEqual([['www-authenticate', 'warned']])
  expect(results.find(({ id }) => id === 'www-authenticate')?.findings).toMatchObject([
    { expected: 'the scheme DPoP', seen: expect.stringMatching(/first to D43 .* with Bearer error="invalid_token"/) },
  ])
})

// NHN's Java sample takes at+jwt only.
it('an API that takes only at+jwt is warned in row D34, and every other row is reached', async () => {
  const results = await checkedApi(twin, 'takes only at+jwt')
  expect(found(results)).toEqual([['D34', 'warned']])
  expect(results.filter(({ outcome, required }) => outcome === 'not reached' && required !== false)).toEqual([])
})

// ASP.NET Core fetches the JWKS for the first unknown kid, and then not for five minutes.
it('row D27 passes for an API that fetches the JWKS early only once: no broken token comes before it', async () => {
  const api = { refetchesOnce: true }
  const results = await checkedApi(twin, undefined, { api, keys: 'without restarts', limits: { notice: 3 } })
  expect(found(results)).toEqual([])
  expect(results.find(({ id }) => id === 'D27')?.outcome).toBe('passed')
})

describe('a Bearer API', () => {
  // RFC 9449 7.2: an API that does not know DPoP is expected to accept a bound token.
  it('that accepts a bound token under Bearer is warned in row D01, with the citation that permits it', async () => {
    const results = await checkedApi(twin, undefined, { api: { scheme: 'Bearer' } })
    expect(found(results)).toEqual([
      ['D01', 'warned'],
      ['www-authenticate', 'warned'],
    ])
    expect(results.find(({ id }) => id === 'D01')?.permits).toMatch(/^RFC 9449 7\.2: .* expected to accept it$/)
  })
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
  expect(of('D43')).toMatchObject({
    outcome: 'warned',
    findings: [{ seen: '400' }],
    permits: expect.stringContaining('RFC 6750 3.1'),
  })
  expect(unguarded(results)).not.toContain('token')
  expect(unguarded(results)).toContain('ath')
})

it('a refusal of the valid token is shown with the start of its body, on one line, without secrets and cut', async () => {
  const body = `{"message":\n "htu does not match", "client_secret": "hunter2hunter2", "trace": "${'x'.repeat(500)}"}`
  await using api = await startApi((_request, response) => response.writeHead(401).end(body))
  const { of } = await checkedAt(api.url)
  const seen = of('D33')?.findings[0]?.seen ?? ''
  expect(seen).toMatch(/^401, body: \{"message": "htu does not match", .*x…$/)
  expect(seen).not.toContain('hunter2')
  expect(seen.length).toBeLessThan(250)
  expect(of('D33')?.findings[0]?.fix).toContain('\nBehind a proxy, htu is compared')
})

it('the body of a success is never shown: it is the data of the API', async () => {
  await using api = await startApi((_request, response) => response.writeHead(200).end('data of a patient'))
  expect(JSON.stringify((await checkedAt(api.url)).results)).not.toContain('patient')
})

it.each<[number, string, string]>([
  [302, 'failed', 'redirects, to a login page for example: answer 401'],
  [500, 'failed', 'The API failed: look in its log'],
])('a broken request that is answered with %i is %s', async (status, outcome, fix) => {
  await using api = await startApi((request, response) => response.writeHead(looksGood(request) ? 200 : status).end())
  const { of } = await checkedAt(api.url)
  expect(of('D43')).toMatchObject({ outcome, findings: [{ fix: expect.stringContaining(fix) }] })
})

it('429 is not a refusal: the row is not reached, and that counts', async () => {
  await using api = await startApi((request, response) => response.writeHead(looksGood(request) ? 200 : 429).end())
  const { of } = await checkedAt(api.url)
  expect(of('D43')).toMatchObject({ outcome: 'not reached', because: expect.stringContaining('429') })
  expect(of('D43')?.required).toBeUndefined()
})

it('row D09 is not reached if the API sends nonces but does not require them', async () => {
  await using api = await startApi((request, response) =>
    response.writeHead(looksGood(request) ? 200 : 401, { 'DPoP-Nonce': 'n' }).end(),
  )
  const { of } = await checkedAt(api.url)
  expect(of('D09')).toMatchObject({ outcome: 'not reached', because: 'The API does not require a nonce.' })
})

it.each([
  [401, 'trust the issuer and the authority of its certificate'],
  [500, 'for example because it does not trust the certificate of the issuer'],
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

it.each([
  ['Spring Security: the default decoder accepts only the typ JWT: validateType(false)'],
  ['HelseID’s machine tokens have no sub: use no validator that requires it, such as Authlib’s'],
])('a refused valid token is explained by what common platforms refuse: %s', async (hint) => {
  const results = await checkedApi(twin, 'refuses everything')
  expect(results[0]).toMatchObject({ id: 'D33', findings: [{ fix: expect.stringContaining(hint) }] })
})

it('no other row is reached if the valid token is not accepted', async () => {
  const results = await checkedApi(twin, 'refuses everything')
  expect(results[0]).toMatchObject({ id: 'D33', outcome: 'failed', findings: [{ expected: '200' }] })
  expect(new Set(results.slice(1).map(({ outcome }) => outcome))).toEqual(new Set(['not reached']))
})
