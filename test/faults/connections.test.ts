/**
 * Idle connections, slow headers and slow bodies against the twin: closed in time, while others get their answers. 1,000 connections and
 * a tenth of the real times by default; `CONNECTIONS=10000` uses the real times. Prints the figures.
 *
 * The twin's maximum is above the number of connections, else it would close them to make room and the times would not be measured.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { type Listening, listen, type TimeLimits } from '../../mock-sts/http/server.ts'
import { limits } from '../../mock-sts/limits.ts'
import { createMemoryStore } from '../../mock-sts/store/memory.ts'
import { assembleTwin } from '../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../mock-sts/twin/foundation.ts'
import { recordFigure } from './figures.ts'
import type { Callers, CallersMessage } from './idle-callers.ts'

const requested = Number(process.env.CONNECTIONS ?? 1000)
/** Leaves descriptors for the rest of the process. */
const connections = Math.min(requested, descriptorLimit() - 500)
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
  /** When it was closed at commit 9cb0470, in seconds. */
  readonly before: number
}

const callers: readonly Caller[] = [
  { what: 'idle connections', text: '', more: '', after: limits.idleConnection.value, before: 62 },
  { what: 'slow headers', text: post, more: 'X: y\r\n', after: limits.headers.value, before: 89 },
  { what: 'slow bodies', text: `${post}\r\n`, more: 'x', after: limits.request.value, before: 328 },
]

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

/** How many files and sockets a process may open; Infinity where there is no limit. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files: { soft: number | string } } }
  const limit = Number(userLimits?.open_files.soft)
  return Number.isNaN(limit) ? Number.POSITIVE_INFINITY : limit
}

interface Held extends Disposable {
  /** Number of connections that are still open. */
  stillOpen(): Promise<number>
  /** The milliseconds that each connection was open. */
  readonly closed: Promise<readonly number[]>
}

/** Resolves when another process has opened all connections. */
async function hold(callers: Callers): Promise<Held> {
  const child = fork(fileURLToPath(new URL('./idle-callers.ts', import.meta.url)))
  const next = async <M extends CallersMessage>(is: (message: CallersMessage) => message is M) =>
    new Promise<M>((resolve, reject) => {
      child.on('message', (message: CallersMessage) => is(message) && resolve(message))
      child.once('exit', (code) => reject(new Error(`the callers ended with ${code}`)))
    })
  const closed = next((message) => typeof message === 'object' && 'milliseconds' in message)
  const opened = next((message) => message === 'opened')
  child.send(callers)
  await opened
  return {
    async stillOpen() {
      const answer = next((message) => typeof message === 'object' && 'open' in message)
      child.send('count')
      return (await answer).open
    },
    closed: closed.then(({ milliseconds }) => milliseconds),
    [Symbol.dispose]: () => void child.kill(),
  }
}

it.each(callers)(
  '$what are closed in time, and others get their answers meanwhile',
  { timeout: 300_000 },
  async (caller) => {
    const { serve } = assembleTwin({}, { issuerOf: realIssuerOf, store: createMemoryStore() })
    const server = await listen(serve, { port: 0, host: '127.0.0.1', times, maxConnections: connections + 100 })
    try {
      await answerTime(server)
      const alone = await answerTime(server)
      const { text, more, after, what, before } = caller
      using held = await hold({ port: server.port, count: connections, text, more, interval: milliseconds(4) })
      const among = await answerTime(server)
      const open = await held.stillOpen()
      const durations = await held.closed
      const seconds = (duration: number) => (duration / 1000).toFixed(1)
      const last = Math.max(...durations)
      const scaled = scale === 1 ? '' : ` at ${scale} of the real times`
      const fewer = connections < requested ? ` (not ${requested}: descriptor limit)` : ''
      recordFigure({
        figure: `${connections} ${what}${fewer}${scaled}, maxConnections raised: last closed after`,
        before: `${before} s (10,000, real times)`,
        target: `${after * scale} s`,
        reached: `${seconds(last)} s`,
        // A tenth of the times leaves the machine a tenth of the time to close them all.
        ok: last <= milliseconds(after) + (scale === 1 ? 0 : 500),
      })
      recordFigure({
        figure: `${connections} ${what}${fewer}${scaled}: median answer to others over the idle one`,
        before: '–',
        target: '≤ 3',
        reached: `${(among / alone).toFixed(1)} (${among.toFixed(2)} ms over ${alone.toFixed(2)} ms; ${open} still open then)`,
        ok: among <= 3 * alone,
      })
      // Not closed early; the end of a hang is generous, for a busy machine.
      expect(Math.min(...durations)).toBeGreaterThanOrEqual(milliseconds(after) * 0.9)
      expect(last).toBeLessThan(milliseconds(after) + 10_000)
      // Three times is the goal; a busy machine adds some milliseconds to either.
      expect(among).toBeLessThan(3 * alone + 5)
    } finally {
      await server.close()
    }
  },
)
