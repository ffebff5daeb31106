/** `GET /_mock/events`: what happens in a twin as server-sent events, with ids to resume from, bounds and a clean end. */
import { createHelseIdMock, type HelseIdMock, type LogEvent, startMockSts } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'
import { createEvents } from '../../../mock-sts/journal/events.ts'
import { limits } from '../../../mock-sts/limits.ts'
import { type EventReader, eventsOf } from './event-source.ts'

const origin = 'http://localhost:8080'
const open: EventReader[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const reader of open.splice(0)) await reader.close()
})

async function follow(
  twin: Pick<HelseIdMock, 'handle'>,
  { query = '', headers = {}, at = origin }: { query?: string; headers?: Record<string, string>; at?: string } = {},
) {
  const response = await twin.handle(new Request(`${at}/_mock/events${query}`, { headers }))
  expect(response.status).toBe(200)
  const reader = eventsOf(response)
  open.push(reader)
  return { response, reader, opened: await reader.next() }
}

async function requestToken(twin: Pick<HelseIdMock, 'handle'>, clientId: string, at = origin) {
  const body = new URLSearchParams({ client_id: clientId })
  await twin.handle(new Request(`${at}/test/connect/token`, { method: 'POST', body }))
}

const remove = async (twin: HelseIdMock, path: string) =>
  twin.handle(new Request(`${origin}/_mock/${path}`, { method: 'DELETE' }))

it('a stream begins with the id of the newest event, and is neither cached nor buffered by a proxy', async () => {
  const twin = createHelseIdMock()
  const { response, opened } = await follow(twin)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  expect(opened).toMatchObject({ event: 'opened', id: opened?.data.last })
})

it('a stream reports each request as the list of requests has it', async () => {
  const twin = createHelseIdMock()
  const { reader } = await follow(twin)
  await requestToken(twin, 'one')
  const sent = await reader.next()
  const listed = (await (await twin.handle(new Request(`${origin}/_mock/requests`))).json()) as { requests: object[] }
  expect(sent).toEqual({ event: 'request', id: expect.any(String), data: listed.requests[0] })
})

it('a stream reports that a scenario has begun, acted and ended, and that the journal was cleared', async () => {
  const twin = createHelseIdMock()
  const { reader } = await follow(twin)
  await twin.use('server-error', { clientId: 'one', times: 1 })
  await requestToken(twin, 'one')
  const seen = [await reader.next(), await reader.next(), await reader.next(), await reader.next()]
  await remove(twin, 'requests')
  seen.push(await reader.next())
  await twin.reset()
  seen.push(await reader.next())
  expect(seen.map((sent) => [sent?.event, sent?.data])).toEqual([
    ['scenario-begun', { use: expect.any(String), clientId: 'one', acted: 0, names: ['server-error'] }],
    ['scenario-acted', { use: expect.any(String), clientId: 'one', acted: 1, scenario: 'server-error' }],
    ['scenario-ended', { use: expect.any(String), clientId: 'one', acted: 1, because: 'used up' }],
    ['request', expect.objectContaining({ clientId: 'one', status: 500, scenario: 'server-error' })],
    ['cleared', { because: 'cleared' }],
    ['cleared', { because: 'reset' }],
  ])
})

it.each([
  ['the header Last-Event-ID', (id: string) => ({ headers: { 'last-event-id': id } })],
  ['the query', (id: string) => ({ query: `?lastEventId=${id}` })],
  [
    'the header rather than the query',
    (id: string) => ({ query: '?lastEventId=other-1', headers: { 'last-event-id': id } }),
  ],
])('a stream resumes after the id in %s', async (_, from) => {
  const twin = createHelseIdMock()
  const { opened } = await follow(twin)
  await requestToken(twin, 'one')
  await requestToken(twin, 'two')
  const { reader } = await follow(twin, from(String(opened?.id)))
  expect([(await reader.next())?.data.clientId, (await reader.next())?.data.clientId]).toEqual(['one', 'two'])
})

it('a stream that resumes from an id of another run says that events are forgotten, and sends those it has', async () => {
  const twin = createHelseIdMock()
  await requestToken(twin, 'one')
  const { reader } = await follow(twin, { query: '?lastEventId=0a1b2c3d-99' })
  const [forgotten, request] = [await reader.next(), await reader.next()]
  expect(forgotten).toMatchObject({ event: 'forgotten', id: undefined, data: { oldest: request?.id } })
  expect(request).toMatchObject({ event: 'request', data: { clientId: 'one' } })
})

it('a stream says that events are forgotten whose requests the journal has dropped', async () => {
  const twin = createHelseIdMock({ journalLimit: 1 })
  const { opened } = await follow(twin)
  for (const clientId of ['one', 'two', 'three']) await requestToken(twin, clientId)
  const { reader } = await follow(twin, { query: `?lastEventId=${opened?.id}` })
  const seen = await reader.until('request')
  expect(seen.map(({ event, data }) => [event, data.clientId])).toEqual([
    ['forgotten', undefined],
    ['request', 'three'],
  ])
})

it('the list of events is bounded, forgets the oldest, and starts again when the journal is cleared', () => {
  const events = createEvents('run')
  const { value } = limits.events
  for (let index = 0; index < 5 * value; index++) events.add({ name: 'request', requestId: `${index}` })
  const oldest = events.after(0)?.number ?? 0
  expect(events.last - oldest + 1).toBeLessThan(2 * value)
  expect(events.last - oldest + 1).toBeGreaterThanOrEqual(value)
  expect(events.after(oldest)?.number).toBe(oldest + 1)
  expect(events.after(events.last)).toBeUndefined()
  events.add({ name: 'cleared', data: { because: 'cleared' } })
  expect(events.after(0)?.event.name).toBe('cleared')
})

it('a stream within a session’s path follows the session only, and ends with it', async () => {
  const twin = createHelseIdMock()
  const session = await twin.createSession()
  const at = `${origin}/s/${session.id}`
  const { reader, opened } = await follow(twin, { at })
  expect(opened?.data.session).toBe(session.id)
  await requestToken(twin, 'outside')
  await requestToken(twin, 'inside', at)
  expect((await reader.next())?.data.clientId).toBe('inside')
  await remove(twin, `sessions/${session.id}`)
  expect(await reader.next()).toBeUndefined()
})

it('a comment every 15 seconds shows that the stream is alive', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const twin = createHelseIdMock()
  const { reader } = await follow(twin)
  vi.advanceTimersByTime(30_000)
  await requestToken(twin, 'one')
  await reader.next()
  expect(reader.text.match(/^: heartbeat$/gm)).toHaveLength(2)
})

it('an event after a pause is sent at once, and those of the next 150 ms in one write', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const twin = createHelseIdMock()
  const { body } = await twin.handle(new Request(`${origin}/_mock/events`))
  const reader = (body as ReadableStream<Uint8Array>).getReader()
  const requestsIn = async () =>
    Buffer.from((await reader.read()).value ?? [])
      .toString()
      .match(/^event: .*$/gm) ?? []
  expect([await requestsIn(), await requestsIn()]).toEqual([[], ['event: opened']])
  await requestToken(twin, 'one')
  vi.advanceTimersByTime(1)
  expect(await requestsIn()).toEqual(['event: request'])
  for (const client of ['two', 'three', 'four']) {
    await requestToken(twin, client)
    vi.advanceTimersByTime(49)
  }
  vi.advanceTimersByTime(3)
  expect(await requestsIn()).toEqual(Array(3).fill('event: request'))
  await reader.cancel()
})

it('a reader that takes nothing for a minute is disconnected, and the log says so', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout'] })
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => events.push(event) })
  const { reader } = await follow(twin)
  // More than the buffer of the stream holds; nothing is read meanwhile.
  for (let index = 0; index < 150; index++) await requestToken(twin, `client-${index}`)
  vi.advanceTimersByTime(50)
  vi.advanceTimersByTime(4 * 15_000)
  const read = async () => {
    while ((await reader.next()) !== undefined);
  }
  await expect(read()).rejects.toThrow('the reader of the event stream is too slow')
  expect(events.filter(({ fields }) => fields.limit === 'eventBuffer')).toHaveLength(1)
  open.length = 0
})

it('more than 32 streams of a twin are refused with 429 until one is closed', async () => {
  const twin = createHelseIdMock()
  const { value } = limits.eventStreams
  const streams = []
  for (let count = 0; count < value; count++) streams.push(await follow(twin))
  const again = async () => twin.handle(new Request(`${origin}/_mock/events`))
  const refused = await again()
  expect([refused.status, await refused.json()]).toEqual([
    429,
    expect.objectContaining({ detail: expect.stringContaining(`There are already ${value} open streams`) }),
  ])
  await streams[0]?.reader.close()
  const accepted = await again()
  expect(accepted.status).toBe(200)
  await accepted.body?.cancel()
})

it('HEAD opens no stream', async () => {
  const twin = createHelseIdMock()
  for (let count = 0; count <= limits.eventStreams.value; count++) {
    const response = await twin.handle(new Request(`${origin}/_mock/events`, { method: 'HEAD' }))
    expect([response.status, response.body]).toEqual([200, null])
  }
})

it('a stream requires the control token where one is set', async () => {
  const twin = createHelseIdMock({ controlToken: 'hush-hush' })
  expect((await twin.handle(new Request(`${origin}/_mock/events`))).status).toBe(401)
  await follow(twin, { headers: { authorization: 'Bearer hush-hush' } })
})

it.each([['http'], ['https']])(
  'over %s, a stream arrives event by event and ends when the twin closes',
  async (scheme) => {
    const twin = await startMockSts({ port: 0, tls: scheme === 'https' })
    const { port } = new URL(twin.origin)
    const { get } = await import(scheme === 'https' ? 'node:https' : 'node:http')
    const text = await new Promise<string>((resolve, reject) => {
      let seen = ''
      const request = get(
        {
          host: '127.0.0.1',
          port,
          path: '/_mock/events',
          ca: twin.caCertificate,
          servername: 'localhost',
          headers: { host: `localhost:${port}` },
        },
        (response: import('node:http').IncomingMessage) => {
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            const isFirst = seen === ''
            seen += chunk
            if (isFirst) void requestToken(twin, 'one', twin.origin)
            if (seen.includes('event: request')) void twin.close()
          })
          response.on('end', () => resolve(seen))
          response.on('error', reject)
        },
      )
      request.on('error', reject)
    })
    expect(text).toMatch(/event: opened\n[\s\S]*event: request\n/)
  },
)

it('a slot is free again when the caller of a stream hangs up', async () => {
  await using twin = await startMockSts({ port: 0 })
  const { value } = limits.eventStreams
  for (let count = 0; count < 2 * value; count++) {
    const caller = new AbortController()
    const response = await fetch(`${twin.origin}/_mock/events`, { signal: caller.signal })
    expect(response.status).toBe(200)
    caller.abort()
    await vi.waitFor(async () => {
      const probe = await twin.handle(new Request(`${twin.origin}/_mock/events`))
      await probe.body?.cancel()
      expect(probe.status).toBe(200)
    })
  }
})
