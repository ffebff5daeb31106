/** A call that is aborted ends at once: its timers and its connection too, unless others wait for the same work. */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { createHelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { expect, it, onTestFinished, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { pair, thrown } from './pair.ts'

/** A server that accepts connections and never answers. */
async function silentServer() {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { server, issuer: `http://127.0.0.1:${port}` }
}

const isToken = ({ url }: Request) => url.endsWith('/connect/token')
const never = (at?: () => void) => {
  at?.()
  return new Promise<never>(() => undefined)
}

it('closes the connection to HelseID when every caller has aborted, and not before', async () => {
  const { server, issuer } = await silentServer()
  const client = createHelseIdClient({ issuer, clientId: 'c', key: keyRing.ec, retries: 0 })
  const [first, second] = [new AbortController(), new AbortController()]
  const connected = once(server, 'connection')
  const calls = [first, second].map(({ signal }) => thrown(client.getToken({ signal })))
  const [socket] = (await connected) as [Socket]
  socket.resume()
  first.abort(new Error('first'))
  expect((await calls[0])?.message).toBe('first')
  await new Promise((resolve) => setImmediate(resolve))
  expect(socket.closed).toBe(false)
  const closed = once(socket, 'close')
  second.abort(new Error('second'))
  expect((await calls[1])?.message).toBe('second')
  await closed
})

it('starts a new exchange for the next caller after every caller has aborted', async () => {
  const giveUp = new AbortController()
  const requested = Promise.withResolvers<void>()
  let silent = true
  const { client } = pair({
    instead: async (request) => {
      if (!silent || !isToken(request)) return undefined
      requested.resolve()
      return never()
    },
  })
  const call = thrown(client.getToken({ signal: giveUp.signal }))
  await requested.promise
  silent = false
  giveUp.abort(new Error('no time'))
  expect((await call).message).toBe('no time')
  await expect(client.getToken()).resolves.toMatchObject({ tokenType: 'DPoP' })
})

const dpopKey = keyRing.ec
const waits: [string, (at: () => void) => Partial<HelseIdClientOptions>][] = [
  [
    'the token store',
    (at) => ({ dpopKey, store: { get: () => never(at), set: () => never(), delete: () => never() } }),
  ],
  ['the signing function', (at) => ({ key: { sign: () => never(at), kid: 'k', alg: 'ES256' } })],
  ['HelseID', (at) => ({ fetch: () => never(at) })],
]

it.each(waits)('leaves no timer behind while it waits for %s', async (_, options) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const waiting = Promise.withResolvers<void>()
  const giveUp = new AbortController()
  const { client } = pair({
    client: options(waiting.resolve),
    registration: { jwks: { keys: [publicJwk(keyRing.ec as Jwk)] } },
  })
  const call = thrown(client.getToken({ signal: giveUp.signal }))
  await waiting.promise
  await new Promise((resolve) => setImmediate(resolve))
  giveUp.abort(new Error('no time'))
  expect((await call).message).toBe('no time')
  await new Promise((resolve) => setImmediate(resolve))
  expect(vi.getTimerCount()).toBe(0)
})

it('ends the wait before a retry', async () => {
  const waiting = Promise.withResolvers<AbortSignal | undefined>()
  const giveUp = new AbortController()
  const { client } = pair({
    client: {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
      wait: (_, signal) => never(() => waiting.resolve(signal)),
    },
  })
  const call = thrown(client.getToken({ signal: giveUp.signal }))
  const signal = await waiting.promise
  expect(signal?.aborted).toBe(false)
  giveUp.abort(new Error('no time'))
  expect((await call).message).toBe('no time')
  await new Promise((resolve) => setImmediate(resolve))
  expect(signal?.aborted).toBe(true)
})

it.each(['getToken', 'fetch'])('lets the process exit: %s', async (method) => {
  const { issuer } = await silentServer()
  const program = `
    import { createHelseIdClient } from 'helseid-client'
    const [, issuer, key, method] = process.argv
    const client = createHelseIdClient({ issuer, clientId: 'c', key: JSON.parse(key), timeout: 3600, apiTimeout: 3600 })
    const { signal } = (globalThis.abort = new AbortController())
    const call = method === 'fetch' ? client.fetch(issuer, { signal }) : client.getToken({ signal })
    setTimeout(() => abort.abort(new Error('no time')), 100)
    await call.catch(() => undefined)
    console.log('aborted')
  `
  const args = [
    '--conditions=helseid-source',
    '--input-type=module',
    '--eval',
    program,
    issuer,
    JSON.stringify(keyRing.ec),
    method,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  expect(stdout.trim()).toBe('aborted')
})
