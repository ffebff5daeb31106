/** Open connections of the server: how many, and how long a caller may take; times are scaled to a fraction of the defaults. */
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { boundedBody } from '../../../mock-sts/http/bounded-body.ts'
import { withFault } from '../../../mock-sts/http/connection-faults.ts'
import type { Serve } from '../../../mock-sts/http/handler.ts'
import { type Listening, type ListenOptions, listen } from '../../../mock-sts/http/server.ts'
import { createCertificates } from '../../../mock-sts/tls/certificates.ts'

let server: Listening | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const times = { keepAlive: 300, headers: 300, request: 900, handshake: 300, hang: 300 }
const ok: Serve = async (request) => {
  const { body } = await boundedBody(request, 1000)
  return new Response(body?.toString())
}

async function start(options: Partial<ListenOptions>, handle = ok): Promise<number> {
  server = await listen(handle, { port: 0, host: '127.0.0.1', ...options })
  return server.port
}

interface Open {
  readonly socket: Socket
  /** Resolves with everything received when the connection ends. */
  readonly ended: Promise<string>
}

async function open(port: number, text = ''): Promise<Open> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (data) => {
      received += String(data)
    })
    const ended = new Promise<string>((done) => socket.on('close', () => done(received)))
    socket.once('connect', () => {
      if (text !== '') socket.write(text)
      resolve({ socket, ended })
    })
    socket.once('error', reject)
  })
}

/** Sends a request on an open connection, and resolves when its response arrives. */
async function exchange({ socket }: Open, path = '/'): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  return new Promise((resolve) => socket.once('data', (data) => resolve(String(data))))
}

it.each([
  ['that never sends a request', ''],
  ['that sends half a header', 'GET / HTTP/1.1\r\nHost: loc'],
  ['that sends half a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf'],
])('a connection %s is closed', async (_, text) => {
  const { ended } = await open(await start({ times }), text)
  expect(await ended).toMatch(/^(HTTP\/1\.1 408 |$)/)
})

it('a TLS connection that never starts its handshake is closed', async () => {
  const certificates = await createCertificates({ now: Date.now })
  const { ended } = await open(await start({ times, certificates }))
  expect(await ended).toBe('')
})

it('a connection that is idle after a request is closed', async () => {
  const connection = await open(await start({ times }))
  expect(await exchange(connection)).toMatch(/^HTTP\/1\.1 200 /)
  await connection.ended
})

it.each(['hang', 'dribble'] as const)(
  'a response that is never complete (%s) ends with the connection',
  async (kind) => {
    const handle: Serve = async () =>
      withFault(new Response('never complete'), kind === 'hang' ? { kind } : { kind, milliseconds: 200 })
    const { ended } = await open(await start({ times }, handle), 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(await ended).not.toMatch(/complete$/)
  },
)

it('a hanging response ends when the server closes', async () => {
  let arrived = () => {}
  const request = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const handle: Serve = async () => {
    arrived()
    return withFault(Response.error(), { kind: 'hang' })
  }
  const { ended } = await open(await start({}, handle), 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await request
  const closing = server?.close()
  server = undefined
  await closing
  expect(await ended).toBe('')
})

it('at the maximum, the oldest connection without a request is closed, never the new one nor one that sent a request', async () => {
  let full = 0
  const port = await start({ maxConnections: 3, onFull: () => full++ })
  const busy = await open(port)
  await exchange(busy)
  const [oldest, second, newest] = [await open(port), await open(port), await open(port)]
  await oldest.ended
  for (const connection of [busy, second, newest]) expect(await exchange(connection)).toMatch(/^HTTP\/1\.1 200 /)
  expect(full).toBe(1)
})

it('at the maximum, if every connection has sent a request, the one that has been idle for longest is closed', async () => {
  const port = await start({ maxConnections: 2 })
  const [first, second] = [await open(port), await open(port)]
  await exchange(second)
  await exchange(first)
  const newest = await open(port)
  await second.ended
  for (const connection of [first, newest]) expect(await exchange(connection)).toMatch(/^HTTP\/1\.1 200 /)
})

it('a connection whose pipelined requests are not all answered is not the idle one', async () => {
  const answers: (() => void)[] = []
  const handle: Serve = async ({ url }) => {
    if (url.endsWith('/slow')) await new Promise<void>((resolve) => answers.push(resolve))
    return new Response('done')
  }
  const port = await start({ maxConnections: 2 }, handle)
  const pipelined = await open(port)
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
  pipelined.socket.write(get('/fast') + get('/slow'))
  const nextAnswer = async () => new Promise((resolve) => pipelined.socket.once('data', resolve))
  await nextAnswer()
  const idle = await open(port)
  await exchange(idle)
  const newest = await open(port)
  await idle.ended
  const second = nextAnswer()
  for (const answer of answers) answer()
  expect(String(await second)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await exchange(newest)).toMatch(/^HTTP\/1\.1 200 /)
})

it.each(['ftp://localhost/x', 'file:///etc/passwd', 'javascript:1', 'localhost:443', 'http://', '*'])(
  'the request target %s gets 400',
  async (target) => {
    const { ended } = await open(
      await start({}),
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(await ended).toMatch(/^HTTP\/1\.1 400 /)
  },
)

it('the signal of a request aborts when its caller hangs up, and not when its response is complete', async () => {
  const signals: AbortSignal[] = []
  let arrived = () => {}
  const waiting = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const handle: Serve = async ({ signal, url }) => {
    signals.push(signal)
    if (url.endsWith('/fast')) return new Response('done')
    arrived()
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return new Response(null)
  }
  const port = await start({}, handle)
  const connection = await open(port)
  await exchange(connection, '/fast')
  connection.socket.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await waiting
  connection.socket.destroy()
  await new Promise<void>((resolve) => {
    if (signals[1]?.aborted) resolve()
    else signals[1]?.addEventListener('abort', () => resolve())
  })
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, true])
})

it('closing the server does not wait for connections, in whatever state', async () => {
  const never = 3_600_000
  const patient = { keepAlive: never, headers: never, request: never, handshake: never, hang: never }
  for (const options of [{}, { certificates: await createCertificates({ now: Date.now }) }]) {
    const port = await start({ times: patient, ...options }, () => new Promise(() => undefined))
    // With TLS, neither starts a handshake.
    const callers = [await open(port), await open(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')]
    await server?.close()
    server = undefined
    await Promise.all(callers.map(({ ended }) => ended))
  }
})
