/** What the log says about the control plane: every change with its caller, and refused callers once a minute. */
import { createHelseIdMock, type LogEvent, type MockOptions, startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { changeTexts } from '../../../mock-sts/control/change-texts.ts'
import { openApiDocument } from '../../../mock-sts/control/openapi.ts'

const origin = 'http://localhost:8080'
const client = { clientId: 'ehr-1', scopes: ['nhn:msh/api'], legacyAuth: true, clientSecret: 'hush-hush' }

function twinWith(options: MockOptions = {}) {
  const events: LogEvent[] = []
  const clock = { now: Date.UTC(2026, 0, 5) }
  const twin = createHelseIdMock({ now: () => clock.now, log: (event) => events.push(event), ...options })
  const send = async (method: string, path: string, body?: object, more: Record<string, string> = {}, at = origin) =>
    twin.handle(
      new Request(`${at}/_mock${path}`, {
        method,
        headers: { ...(body && { 'content-type': 'application/json' }), ...more },
        ...(body && { body: JSON.stringify(body) }),
      }),
      { caller: '192.0.2.7' },
    )
  const messages = () => events.map(({ message }) => message)
  return { twin, events, clock, send, messages }
}

describe('a change through the control plane', () => {
  const draft = { redirectUri: 'http://localhost:1337/', draftedAt: Date.UTC(2026, 0, 5) / 1000 }
  const drafted = { ...client, clientId: 'drafted', enabled: false, draft }
  it.each<[string, string, object | undefined, string | RegExp]>([
    ['POST', '/clients', client, 'client ehr-1 registered'],
    ['POST', '/clients', { ...client, clientId: 'a\nb' }, 'client a\\u000ab registered'],
    [
      'POST',
      '/clients',
      { ...client, clientId: 'x'.repeat(101) },
      `client ${'x'.repeat(100)}… (101 characters) registered`,
    ],
    ['DELETE', '/clients/removable', undefined, 'client removable removed'],
    ['POST', '/clients/drafted/confirm', undefined, 'client drafted confirmed'],
    ['POST', '/apis', { audience: 'nhn:msh' }, 'API nhn:msh registered'],
    ['POST', '/scenarios', { name: 'server-error' }, 'scenario server-error activated'],
    [
      'POST',
      '/scenarios',
      { sequence: ['server-error', null], clientId: 'removable', sts: 'qa' },
      'scenario server-error - activated for client removable, STS qa',
    ],
    ['DELETE', '/scenarios', undefined, 'scenarios cleared'],
    ['DELETE', '/requests', undefined, 'journal cleared'],
    ['POST', '/tokens', { clientId: 'ehr-1' }, 'token of test minted for client ehr-1'],
    ['POST', '/clock', { set: '2026-03-01T00:00:00.000Z' }, 'clock set to 2026-03-01T00:00:00.000Z'],
    ['POST', '/keys', { do: 'rotate', sts: 'qa' }, /^control plane: key \S+ of qa published and activated by /],
    ['POST', '/keys', { do: 'reset' }, 'keys of test reset'],
    ['POST', '/sessions', {}, /^control plane: session [\w-]+ created by /],
    ['POST', '/reset', undefined, 'reset'],
  ])('is logged with its caller: %s %s', async (method, path, body, what) => {
    const { send, events, messages } = twinWith({ clients: [drafted, { ...client, clientId: 'removable' }] })
    expect((await send(method, path, body)).ok).toBe(true)
    expect(messages()).toEqual([
      typeof what === 'string' ? `control plane: ${what} by 192.0.2.7` : expect.stringMatching(what),
    ])
    expect(events[0]).toMatchObject({ level: 'info', fields: { event: 'control', by: '192.0.2.7' } })
  })

  it('has a text for every operation that is not a read', () => {
    const operations = Object.values(openApiDocument.paths).flatMap((path) => Object.entries(path))
    const changing = operations.filter(([method]) => method !== 'get').map(([, { operationId }]) => operationId)
    // `explain` sends a text, which may be long and is not logged, and changes nothing.
    expect([...Object.keys(changeTexts), 'explain'].toSorted()).toEqual(changing.toSorted())
  })

  it('that stops one use of scenarios is logged with the id of the use', async () => {
    const { twin, send, messages } = twinWith()
    await twin.use('server-error')
    const { inUse } = (await (await send('GET', '/scenarios')).json()) as { inUse: { id: string }[] }
    await send('DELETE', `/scenarios/${inUse[0]?.id}`)
    expect(messages()).toEqual([`control plane: use ${inUse[0]?.id} of scenarios stopped by 192.0.2.7`])
  })

  it('of a session is logged with the session', async () => {
    const { twin, send, messages } = twinWith()
    const { id } = await twin.createSession()
    await twin.handle(new Request(`${origin}/s/${id}/_mock/reset`, { method: 'POST' }))
    await send('DELETE', `/sessions/${id}`)
    expect(messages()).toEqual([
      `control plane: reset in /s/${id} by this process`,
      `control plane: session ${id} ended by 192.0.2.7`,
    ])
  })

  it('is not logged if it was refused as invalid, and a read is never logged', async () => {
    const { send, messages } = twinWith()
    expect((await send('POST', '/clients', {})).status).toBe(400)
    expect((await send('DELETE', '/clients/unknown')).status).toBe(404)
    expect((await send('GET', '/clients')).status).toBe(200)
    expect((await send('HEAD', '/requests')).status).toBe(200)
    expect(messages()).toEqual([])
  })

  it('is logged with the address from which it came over the network', async () => {
    const messages: string[] = []
    await using sts = await startMockSts({ port: 0, log: ({ message }) => messages.push(message) })
    // Without --trust-proxy, X-Forwarded-For is the caller's own word.
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    await fetch(`http://127.0.0.1:${sts.port}/_mock/reset`, { method: 'POST', headers })
    expect(messages).toEqual(['control plane: reset by 127.0.0.1'])
  })

  it.each([
    ['192.0.2.66, 192.0.2.1', '192.0.2.1 through 127.0.0.1'],
    ['192.0.2.1, forged', '127.0.0.1'],
  ])(
    'behind a trusted proxy is logged with the address that the proxy added to X-Forwarded-For: %s',
    async (sent, by) => {
      const messages: string[] = []
      await using sts = await startMockSts({ port: 0, trustProxy: true, log: ({ message }) => messages.push(message) })
      await fetch(`http://127.0.0.1:${sts.port}/_mock/reset`, { method: 'POST', headers: { 'x-forwarded-for': sent } })
      expect(messages).toEqual([`control plane: reset by ${by}`])
    },
  )
})

describe('a caller that the control plane refuses', () => {
  const token = { controlToken: 'a-control-token' }

  it.each<[number, MockOptions, Record<string, string>, string, string]>([
    [401, token, {}, origin, 'the control token is missing or wrong'],
    [
      403,
      {},
      { origin: 'https://foreign.example' },
      origin,
      'a web page of another origin (Origin: https://foreign.example)',
    ],
    [421, {}, {}, 'http://rebound.example', 'a host name that is not known to be the twin’s (rebound.example)'],
  ])('is logged with address and reason: %i', async (status, options, headers, at, why) => {
    const { send, events } = twinWith(options)
    expect((await send('GET', '/clients?key=secret', undefined, headers, at)).status).toBe(status)
    expect(events).toEqual([
      {
        level: 'warn',
        message: `control plane: GET /_mock/clients by 192.0.2.7 refused with ${status}: ${why}`,
        fields: { event: 'control-refused', status, method: 'GET', path: '/_mock/clients', by: '192.0.2.7', count: 1 },
      },
    ])
  })

  it('is logged once a minute for each status, with the number of refusals since the last line', async () => {
    const { twin, send, clock, events } = twinWith(token)
    const seen = () => events.splice(0).map(({ fields }) => [fields.status, fields.count])
    const { id } = await twin.createSession()
    for (let call = 0; call < 5; call++) await send('POST', '/reset')
    await twin.handle(new Request(`${origin}/s/${id}/_mock/reset`, { method: 'POST' }))
    await send('POST', '/reset', undefined, { origin: 'https://foreign.example' })
    expect(seen()).toEqual([
      [401, 1],
      [403, 1],
    ])
    clock.now += 59_999
    await send('POST', '/reset')
    expect(seen()).toEqual([])
    clock.now += 1
    const { message } = await send('POST', '/reset').then(() => events[0] as LogEvent)
    expect(message).toMatch(/missing or wrong, 6 more since the last such line$/)
    expect(seen()).toEqual([[401, 7]])
  })

  it('is logged at /metrics too', async () => {
    const { twin, messages } = twinWith(token)
    expect((await twin.handle(new Request(`${origin}/metrics`))).status).toBe(401)
    expect(messages()).toEqual([
      'control plane: GET /metrics by this process refused with 401: the control token is missing or wrong',
    ])
  })
})
