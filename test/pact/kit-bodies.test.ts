/** What Pact's own proxy parses reaches the API as the consumer wrote it. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Verifier } from '@pact-foundation/pact'
import { type HelseIdPactOptions, helseIdPact } from 'helseid-contract/pact'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RecordingApi, startRecordingApi } from '../mock-sts/cli/pact/recording-api.ts'
import { type WrittenBody, writtenBodies } from './written-bodies.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
})
afterAll(() => sts.close())

/** https://github.com/pact-foundation/pact-specification/tree/version-4 */
function pactOf(bodies: readonly WrittenBody[]): string {
  const interactions = bodies.map(({ name, type, bytes, encoding }) => ({
    type: 'Synchronous/HTTP',
    description: name,
    request: {
      method: 'POST',
      path: '/x',
      headers: {
        Authorization: ['DPoP recorded'],
        DPoP: ['recorded'],
        'Content-Type': [type],
        ...(encoding && { 'Content-Encoding': [encoding] }),
      },
      body: { content: bytes.toString('base64'), contentType: type, encoded: 'base64' },
    },
    response: { status: 200 },
  }))
  const pact = {
    consumer: { name: 'writer' },
    provider: { name: 'reader' },
    interactions,
    metadata: { pactSpecification: { version: '4.0' } },
  }
  const path = join(mkdtempSync(join(tmpdir(), 'pact-')), 'writer-reader.json')
  writeFileSync(path, JSON.stringify(pact))
  return path
}

async function verify(api: RecordingApi, bodies: readonly WrittenBody[], more: Partial<HelseIdPactOptions> = {}) {
  const kit = await helseIdPact({
    twin: sts.origin,
    providerBaseUrl: api.origin,
    audience: 'nhn:journal',
    scopes: ['nhn:journal/read'],
    ...more,
  })
  await new Verifier({ ...kit, provider: 'reader', pactUrls: [pactOf(bodies)], logLevel: 'error' }).verifyProvider()
}

it('passes on every body, byte by byte', async () => {
  const api = await startRecordingApi()
  await verify(api, writtenBodies)
  const received = api.calls.map(({ body, headers }) => [body.toString('latin1'), headers['content-type']])
  expect(received).toEqual(writtenBodies.map(({ bytes, type }) => [bytes.toString('latin1'), type]))
})

it('runs the team’s own filter first: it may change the address, headers and a parsed body', async () => {
  const api = await startRecordingApi()
  const json = writtenBodies.filter(({ type }) => type === 'application/json').slice(0, 2)
  await verify(api, json, {
    requestFilter: (request, _response, next) => {
      request.headers['x-trace'] = '17'
      if (request.path === '/x') request.url = '/y?page=1'
      if (request.body?.value === 1) request.body.value = 2
      next()
    },
  })
  expect(api.calls.map(({ target, headers, body }) => [target, headers['x-trace'], String(body)])).toEqual([
    ['/y?page=1', '17', '{"value":2}'],
    ['/y?page=1', '17', '{"id":12345678901234567890}'],
  ])
})

it('runs the kit only if the team’s own filter passes the request on', async () => {
  const api = await startRecordingApi()
  await verify(api, writtenBodies.slice(0, 1), {
    requestFilter: (request, response, next) => {
      if (request.path === '/x') response.status(200).send('{}')
      else next()
    },
  })
  expect(api.calls).toEqual([])
})

it('signs a proof for the address that the team’s own filter has set', async () => {
  const api = await startRecordingApi()
  await verify(api, writtenBodies.slice(0, 1), {
    requestFilter: (request, _response, next) => {
      if (request.path === '/x') request.url = '/y'
      next()
    },
  })
  expect(decodeJwt(String(api.calls[0]?.headers.dpop)).htu).toBe(`${api.origin}/y`)
})
