/** The journal through the control plane: filters, waiting, raw bytes, limits, and secrets that it never returns. */

import { signJws } from 'helseid-contract/rules'
import { createHelseIdMock, type HelseIdMock, type LogEvent, startMockSts } from 'helseid-mock'
import { decodeProtectedHeader } from 'jose'
import { expect, it } from 'vitest'
import { createControlApi } from '../../../mock-sts/control/control-api.ts'
import { listRequests } from '../../../mock-sts/control/request-list.ts'
import { createJournal } from '../../../mock-sts/journal/journal.ts'
import { limits } from '../../../mock-sts/limits.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const origin = 'http://localhost:8080'

interface Listed {
  readonly requests: readonly { id: string; clientId?: string; endpoint: string; status: number; scenario?: string }[]
  readonly dropped: number
  readonly reached?: boolean
}

function formData(name: string, value: string): FormData {
  const data = new FormData()
  data.append(name, value)
  return data
}

async function list(twin: HelseIdMock, query = ''): Promise<Listed> {
  return (await (await twin.handle(new Request(`${origin}/_mock/requests${query}`))).json()) as Listed
}

async function ask(twin: HelseIdMock, clientId: string, more: Record<string, string> = {}, sts = 'test') {
  const body = new URLSearchParams({ client_id: clientId, grant_type: 'client_credentials', ...more })
  return twin.handle(new Request(`${origin}/${sts}/connect/token`, { method: 'POST', body }))
}

it('requests can be filtered by each of their properties', async () => {
  const twin = createHelseIdMock()
  await ask(twin, 'one')
  await ask(twin, 'two', {}, 'qa')
  await twin.use('server-error', { times: 1 })
  await ask(twin, 'one')
  await twin.handle(new Request(`${origin}/test/.well-known/openid-configuration/jwks`))
  const clients = async (query: string) => (await list(twin, query)).requests.map(({ clientId }) => clientId)
  expect(await clients('')).toEqual(['one', 'two', 'one'])
  expect(await clients('?clientId=two')).toEqual(['two'])
  expect(await clients('?sts=qa')).toEqual(['two'])
  expect(await clients('?status=500')).toEqual(['one'])
  expect(await clients('?scenario=server-error')).toEqual(['one'])
  expect(await clients('?error=invalid_client')).toEqual(['one', 'two'])
  expect(await clients('?brokenRule=client-known')).toEqual(['one', 'two', 'one'])
  expect(await clients('?outcome=accepted')).toEqual([])
  expect(await clients('?limit=1')).toEqual(['one'])
  const [first] = (await list(twin)).requests
  expect(await clients(`?after=${first?.id}`)).toEqual(['two', 'one'])
  expect((await list(twin, '?endpoint=any')).requests.map(({ endpoint }) => endpoint)).toEqual([
    'token',
    'token',
    'token',
    'jwks',
  ])
  expect(twin.requestsTo('jwks')).toHaveLength(1)
})

it('a list with count=3 waits until the third token request has arrived', async () => {
  const twin = createHelseIdMock()
  const waiting = list(twin, '?count=3&wait=20')
  for (const clientId of ['one', 'two', 'three']) await ask(twin, clientId)
  expect(await waiting).toMatchObject({ reached: true, requests: [{}, {}, { clientId: 'three' }] })
})

it('a list with count reports that the wait ended before enough requests arrived', async () => {
  const twin = createHelseIdMock()
  await ask(twin, 'one')
  expect(await list(twin, '?count=2&wait=0.05')).toMatchObject({ reached: false, requests: [{ clientId: 'one' }] })
})

it('a waiting list ends when its caller hangs up, and a new one can wait instead', async () => {
  const twin = createHelseIdMock()
  const caller = new AbortController()
  const wait = (signal?: AbortSignal) =>
    twin.handle(new Request(`${origin}/_mock/requests?count=1&wait=60`, signal ? { signal } : {}))
  const waiting = Array.from({ length: limits.waiters.value }, () => wait(caller.signal))
  // The control plane loads its operations when it is first used.
  await list(twin)
  const refused = await wait()
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('There are already 100 requests') })
  caller.abort()
  await Promise.all(waiting)
  const one = wait()
  await ask(twin, 'one')
  expect(await (await one).json()).toMatchObject({ reached: true })
})

it('at most 500 lists wait in a twin and its sessions together, at most 100 of them in one, and the log says so', async () => {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => events.push(event) })
  await list(twin)
  const caller = new AbortController()
  const sessions = await Promise.all(Array.from({ length: 6 }, () => twin.createSession()))
  const wait = async (session: { origin: string }) =>
    twin.handle(new Request(`${session.origin}/_mock/requests?count=1&wait=60`, { signal: caller.signal }))
  const waiting = sessions.flatMap((session) => Array.from({ length: 100 }, () => wait(session)))
  const refused = await Promise.race(waiting.slice(500))
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('There are already 500 requests') })
  caller.abort()
  const statuses = (await Promise.all(waiting)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 429)).toHaveLength(100)
  expect(events.filter(({ fields }) => fields.event === 'limit')).toHaveLength(1)
})

it('a waiting list tests each new request once, not the whole journal again', async () => {
  const journal = createJournal({ entries: 1000, bytes: 1e9 })
  let reads = 0
  const counted = {
    ...journal,
    get entries() {
      reads++
      return journal.entries
    },
    get added() {
      return journal.added
    },
  }
  const waiting = listRequests(counted, { count: 50, wait: 20 })
  for (let index = 0; index < 50; index++) {
    const entry = {
      id: `${index}`,
      flow: `${index}`,
      at: 0,
      sts: 'test',
      endpoint: 'token',
      method: 'POST',
      url: '/',
      status: 200,
    } as const
    journal.add(entry)
    await Promise.resolve()
  }
  expect(await waiting).toMatchObject({ reached: true })
  expect(reads).toBe(2)
})

it('the raw bytes of a request are kept without secrets', async () => {
  const twin = createHelseIdMock()
  const raw = async () => {
    const { requests } = await list(twin)
    return (await twin.handle(new Request(`${origin}/_mock/requests/${requests.at(-1)?.id}/raw`))).text()
  }
  await ask(twin, 'one', { client_secret: 'hush-hush' })
  expect(await raw()).toBe(
    'POST /test/connect/token HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded;charset=UTF-8\r\n\r\n' +
      'client_id=one&grant_type=client_credentials&client_secret=(withheld-client-secret)',
  )
  const leaky = signJws({ alg: 'ES256', jwk: keyRing.ec }, {}, keyRing.ec, 'ES256')
  const authorization = `Basic ${Buffer.from('one:hush-hush').toString('base64')}`
  const request = new Request(`${origin}/test/connect/token`, {
    method: 'POST',
    headers: { authorization, dpop: leaky },
    body: new URLSearchParams({ client_assertion: leaky }),
  })
  await twin.handle(request)
  const shown = await raw()
  const kept = /^dpop: (.+)$/m.exec(shown)?.[1]?.trim() ?? ''
  expect(decodeProtectedHeader(kept)).toEqual({
    alg: 'ES256',
    jwk: { ...keyRing.ec, d: '(withheld-private-key)' },
  })
  expect(shown.split('\r\n')).toEqual([
    'POST /test/connect/token HTTP/1.1',
    'authorization: Basic (withheld-basic-credentials)',
    'content-type: application/x-www-form-urlencoded;charset=UTF-8',
    `dpop: ${kept}`,
    '',
    `client_assertion=${kept}`,
  ])
})

it.each<[string, string, RequestInit]>([
  ['in JSON', '', { body: '{"client_secret":"hush-hush"}', headers: { 'content-type': 'application/json' } }],
  ['in JSON under another name', '', { body: '{"clientSecret":"hush-hush"}' }],
  ['in a multipart form', '', { body: formData('client_secret', 'hush-hush') }],
  ['in a form sent as text/plain', '', { body: 'a=b&client%5Fsecret=hush-hush' }],
  ['in the URL', '?client_secret=hush-hush', { body: '' }],
])('a client secret %s is not kept', async (_, query, init) => {
  const twin = createHelseIdMock()
  await twin.handle(new Request(`${origin}/test/connect/token${query}`, { method: 'POST', ...init }))
  const [entry] = twin.requests
  const shown = await Promise.all(
    [`/${entry?.id}`, `/${entry?.id}/raw`, ''].map(async (path) =>
      (await twin.handle(new Request(`${origin}/_mock/requests${path}`))).text(),
    ),
  )
  expect(shown.join()).toContain('withheld')
  expect(shown.join()).not.toContain('hush-hush')
})

it.each([
  ['api-key', 'api-key'],
  ['x-auth-key', 'api-key'],
  ['cookie', 'cookie'],
])('the header %s is not kept', async (name, kind) => {
  const twin = createHelseIdMock()
  await twin.handle(new Request(`${origin}/ttt/v2/x`, { method: 'POST', headers: { [name]: 'hush-hush' } }))
  const [entry] = twin.requestsTo('test-token')
  const raw = await twin.handle(new Request(`${origin}/_mock/requests/${entry?.id}/raw`))
  expect(await raw.text()).toContain(`${name}: (withheld-${kind})`)
})

it('neither of two proofs with a private key is kept', async () => {
  const twin = createHelseIdMock()
  const leaky = signJws({ alg: 'ES256', jwk: keyRing.ec }, {}, keyRing.ec, 'ES256')
  const headers = { dpop: `${leaky}, ${leaky}` }
  await twin.handle(new Request(`${origin}/test/connect/token`, { method: 'POST', headers }))
  const raw = await twin.handle(new Request(`${origin}/_mock/requests/${twin.requests.at(-1)?.id}/raw`))
  expect(await raw.text()).not.toContain(leaky)
})

it.each([
  ['journalLimit', { journalLimit: 3 }],
  ['journalBytes', { journalBytes: 6000 }],
])(
  '%s limits the journal: the oldest requests are dropped, which the list reports always and the log once',
  async (_, bounds) => {
    const events: LogEvent[] = []
    const twin = createHelseIdMock({ ...bounds, log: (event) => events.push(event) })
    for (let index = 0; index < 9; index++) await ask(twin, `client-${index}`)
    const { requests, dropped } = await list(twin)
    expect([requests.at(-1)?.clientId, requests.length + dropped]).toEqual(['client-8', 9])
    expect(dropped).toBeGreaterThan(0)
    const reported = events.filter(({ fields }) => fields.event === 'journal-full')
    expect(reported.map(({ level, message }) => [level, message.slice(0, 20)])).toEqual([
      ['warn', 'The journal is full '],
    ])
  },
)

it('a request larger than journalBytes is dropped itself', async () => {
  const twin = createHelseIdMock({ journalBytes: 2000 })
  await ask(twin, 'x'.repeat(4000))
  expect(await list(twin)).toEqual({ requests: [], dropped: 1 })
})

it('metrics count requests, errors, broken rules and scenarios for Prometheus', async () => {
  const twin = createHelseIdMock()
  await ask(twin, 'one')
  await twin.use('server-error', { times: 1 })
  await ask(twin, 'one')
  const session = await twin.createSession()
  await twin.handle(new Request(`${origin}/s/${session.id}/test/.well-known/openid-configuration`))
  await twin.reset()
  const response = await twin.handle(new Request(`${origin}/metrics`))
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = (await response.text()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      '# TYPE helseid_mock_requests_total counter',
      'helseid_mock_requests_total{sts="test",endpoint="token",status="400"} 1',
      'helseid_mock_requests_total{sts="test",endpoint="token",status="500"} 1',
      'helseid_mock_requests_total{sts="test",endpoint="metadata",status="200"} 1',
      'helseid_mock_errors_total{sts="test",error="invalid_client"} 1',
      'helseid_mock_broken_rules_total{sts="test",rule="client-known",severity="reject"} 2',
      'helseid_mock_scenarios_total{sts="test",scenario="server-error"} 1',
      'helseid_mock_journal_entries 0',
      'helseid_mock_sessions 1',
    ]),
  )
})

it('createControlApi lists requests of a twin in another process, with a filter and a wait', async () => {
  await using twin = await startMockSts({ port: 0 })
  const control = createControlApi(twin.origin)
  const fetched = control.requests({ endpoint: 'jwks', count: 1, wait: 10 })
  await fetch(`${twin.issuer('qa')}/.well-known/openid-configuration/jwks`)
  expect(await fetched).toMatchObject([{ sts: 'qa', endpoint: 'jwks', status: 200 }])
  expect(await control.requests()).toEqual([])
  await expect(control.requests({ count: 1, wait: 0 })).rejects.toMatchObject({
    status: 408,
    message: 'only 0 of 1 requests arrived before the wait ended',
  })
})
