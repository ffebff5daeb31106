/**
 * Idle connections, slow headers and slow bodies against the twin: closed in time, while others get their answers. 1,000 connections and
 * a tenth of the real times by default; `CONNECTIONS=10000` uses the real times. Prints the figures.
 */
import { connect, type Socket } from 'node:net'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { type Listening, listen, type TimeLimits } from '../../mock-sts/http/server.ts'
import { limits } from '../../mock-sts/limits.ts'

const connections = Number(process.env.CONNECTIONS ?? 1000)
const scale = process.env.CONNECTIONS === undefined ? 0.1 : 1
const milliseconds = (seconds: number) => seconds * 1000 * scale
const times: TimeLimits = {
  keepAlive: milliseconds(limits.keepAlive.value),
  headers: milliseconds(limits.headers.value),
  request: milliseconds(limits.request.value),
  handshake: milliseconds(limits.handshake.value),
  hang: milliseconds(limits.hang.value),
}

const post = 'POST /test/connect/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n'

interface Caller {
  readonly what: string
  /** Sent at once. */
  readonly text: string
  /** Sent again and again, so that the connection is never silent. */
  readonly more: string
  /** When the connection is closed, in seconds. */
  readonly after: number
}

const callers: readonly Caller[] = [
  { what: 'idle connections', text: '', more: '', after: limits.idleConnection.value },
  { what: 'slow headers', text: post, more: 'X: y\r\n', after: limits.headers.value },
  { what: 'slow bodies', text: `${post}\r\n`, more: 'x', after: limits.request.value },
]

/** Opens a connection; `closed` resolves with the milliseconds that it was open. */
async function open(port: number, { text, more }: Caller): Promise<{ readonly closed: Promise<number> }> {
  const socket: Socket = connect(port, '127.0.0.1')
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const opened = performance.now()
  // A reset is one way to close.
  socket.resume().on('error', () => undefined)
  if (text !== '') socket.write(text)
  const timer = more === '' ? undefined : setInterval(() => socket.write(more), milliseconds(4))
  const closed = new Promise<number>((resolve) => {
    socket.once('close', () => {
      clearInterval(timer)
      resolve(performance.now() - opened)
    })
  })
  return { closed }
}

/** Median of the milliseconds that a request for the keys takes. */
async function answerTime({ origin }: Listening): Promise<number> {
  const durations: number[] = []
  for (let count = 0; count < 101; count++) {
    const started = performance.now()
    const response = await fetch(`${origin}/test/.well-known/openid-configuration/jwks`)
    await response.text()
    durations.push(performance.now() - started)
  }
  return median(durations)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] as number
}

it.each(callers)(
  '$what are closed in time, and others get their answers meanwhile',
  { timeout: 300_000 },
  async (caller) => {
    const twin = createHelseIdMock()
    const server = await listen(twin.handle, { port: 0, host: '127.0.0.1', times, maxConnections: connections + 100 })
    try {
      await answerTime(server)
      const alone = await answerTime(server)
      const opened = await Promise.all(Array.from({ length: connections }, () => open(server.port, caller)))
      const among = await answerTime(server)
      const durations = await Promise.all(opened.map(({ closed }) => closed))
      const seconds = (duration: number) => (duration / 1000).toFixed(1)
      const last = Math.max(...durations)
      console.log(
        `${connections} ${caller.what}: the last closed after ${seconds(last)} s of ${caller.after * scale} allowed; others wait ` +
          `${among.toFixed(2)} ms, alone ${alone.toFixed(2)} ms`,
      )
      // Not closed early; the end of a hang is generous, for a busy machine.
      expect(Math.min(...durations)).toBeGreaterThanOrEqual(milliseconds(caller.after) * 0.9)
      expect(last).toBeLessThan(milliseconds(caller.after) + 10_000)
      // Three times is the goal; a busy machine adds some milliseconds to either.
      expect(among).toBeLessThan(3 * alone + 5)
    } finally {
      await server.close()
    }
  },
)
