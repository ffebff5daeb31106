/** A caller that hangs up in the middle of a request over a real socket: one quiet line in the log, whatever the path. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { type LogEvent, startMockSts } from 'helseid-mock'
import { afterEach, expect, it, vi } from 'vitest'

afterEach(() => vi.restoreAllMocks())

it.each([
  ['POST', '/test/connect/token', 'application/x-www-form-urlencoded'],
  ['POST', '/_mock/clients', 'application/json'],
  ['POST', '/selvbetjening/test/v1/client-drafts', 'application/json'],
  ['POST', '/ttt/v2/create-test-token-with-key', 'application/json'],
])('is one quiet line, and the twin goes on: %s %s', async (method, path, type) => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const events: LogEvent[] = []
  const { promise: logged, resolve } = Promise.withResolvers<void>()
  const log = (event: LogEvent) => {
    events.push(event)
    resolve()
  }
  const sts = await startMockSts({ port: 0, log })
  try {
    const socket = connect(sts.port, '127.0.0.1')
    await once(socket, 'connect')
    const fields = [
      'Host: localhost',
      'api-key: any',
      'x-auth-key: any',
      `Content-Type: ${type}`,
      'Content-Length: 1000',
    ]
    const half = [`${method} ${path} HTTP/1.1`, ...fields, '', '{"half":'].join('\r\n')
    await new Promise<void>((sent) => socket.write(half, () => sent()))
    socket.destroy()
    await logged
    expect((await fetch(`${sts.origin}/readyz`)).status).toBe(200)
  } finally {
    await sts.close()
  }
  expect(events).toEqual([
    {
      level: 'info',
      message: `${method} ${path}: the caller hung up`,
      fields: { event: 'hang-up', method, path },
    },
  ])
  expect(printed).not.toHaveBeenCalled()
})

it('is one quiet line for each of 33 callers that reset the connection while their response is on its way', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const events: LogEvent[] = []
  const { promise: allLogged, resolve } = Promise.withResolvers<void>()
  const log = (event: LogEvent) => {
    if (event.fields.event === 'hang-up' && events.push(event) === 33) resolve()
  }
  const sts = await startMockSts({ port: 0, log })
  try {
    await sts.use('dribbled-answer')
    for (let caller = 0; caller < 33; caller++) {
      const socket = connect(sts.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write('POST /test/connect/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n')
      await once(socket, 'data')
      socket.resetAndDestroy()
    }
    await allLogged
  } finally {
    await sts.close()
  }
  expect(events).toEqual(
    Array(33).fill({
      level: 'info',
      message: 'POST /test/connect/token: the caller hung up',
      fields: { event: 'hang-up', method: 'POST', path: '/test/connect/token' },
    }),
  )
  expect(printed).not.toHaveBeenCalled()
})
