/**
 * Hostile requests to every route of the twin, in process and over a raw socket, from a fixed seed. None gets a 5xx, none hangs. 20,000
 * by default; `REQUESTS=200000` for the long run. Prints the figures.
 */
import { connect } from 'node:net'
import { createHelseIdMock, type LogEvent, startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import { recordFigure } from './figures.ts'
import { draws, type Hostile, hostileRequest } from './twin-requests.ts'

const requests = Number(process.env.REQUESTS ?? 20_000)
const seed = Number(process.env.REQUESTS_SEED ?? 20_261_128)
const rawRequests = Math.ceil(requests / 20)

/** Ends a hang, generously. */
const hang = 60_000

class Figures {
  readonly classes: Record<string, number> = {}
  readonly failures: string[] = []
  readonly started = performance.now()

  add(request: Hostile, status: number): void {
    const name = `${Math.floor(status / 100)}xx`
    this.classes[name] = (this.classes[name] ?? 0) + 1
    if (status >= 500) this.fail(request, String(status))
  }

  fail({ method, target, headers, body }: Hostile, why: string): void {
    this.failures.push(`${why}: ${method} ${target} ${JSON.stringify(headers)} ${body.slice(0, 200)}`)
  }

  record(where: string): void {
    const classes = Object.entries(this.classes).map(([name, count]) => `${count} ${name}`)
    const seconds = ((performance.now() - this.started) / 1000).toFixed(1)
    recordFigure({
      figure: `hostile requests over all routes, ${where}: 5xx, hangs and exceptions`,
      before: 'two kinds of 500 in 310,000',
      target: '0',
      reached: `${this.failures.length}; ${classes.toSorted().join(', ')}, in ${seconds} s`,
      ok: this.failures.length === 0,
    })
  }
}

/** Seconds are real here: a request that never ends fails the test instead of hanging it. */
async function withinHang<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), hang)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

it('no hostile request in process gets a 5xx, hangs or throws', { timeout: 1_800_000 }, async () => {
  const faults: LogEvent[] = []
  const twin = createHelseIdMock({ journalLimit: 10, log: (event) => event.level === 'error' && faults.push(event) })
  const { origin: session } = await twin.createSession()
  const below = draws(seed)
  const figures = new Figures()
  for (let count = 0; count < requests; count++) {
    const hostile = hostileRequest(below, new URL(session).pathname)
    const { method, target, headers, body } = hostile
    const url = `http://localhost${target}`
    if (!URL.canParse(url)) continue
    try {
      const request = new Request(url, { method, headers: headers.map(([n, v]) => [n, v]), ...(body && { body }) })
      figures.add(hostile, (await withinHang(twin.handle(request))).status)
    } catch (error) {
      figures.fail(hostile, String(error))
    }
  }
  figures.record('in process')
  expect(figures.failures.slice(0, 5)).toEqual([])
  expect(faults.map(({ message }) => message).slice(0, 5)).toEqual([])
})

const unusualTargets = [
  'ftp://x/',
  'http://%%%/',
  '*',
  'javascript:1',
  'http://u:p@localhost/healthz',
  '//',
  '/\u00ff',
  'file:///x',
  'x',
]

it('no hostile request over a raw socket gets a 5xx or stays without an answer', { timeout: 1_800_000 }, async () => {
  await using sts = await startMockSts({ port: 0, journalLimit: 10 })
  await using session = await sts.createSession()
  const below = draws(seed + 1)
  const figures = new Figures()
  for (let count = 0; count < rawRequests; count++) {
    const drawn = hostileRequest(below, new URL(session.origin).pathname)
    const hostile =
      below(5) === 0 ? { ...drawn, target: unusualTargets[below(unusualTargets.length)] as string } : drawn
    const answer = await withinHang(exchange(sts.port, hostile))
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]
    if (status === undefined) figures.fail(hostile, `answer ${JSON.stringify(answer.slice(0, 50))}`)
    else figures.add(hostile, Number(status))
  }
  figures.record('over a raw socket')
  expect(figures.failures.slice(0, 5)).toEqual([])
})

/** Sends a request byte for byte, and resolves with everything received. */
async function exchange(port: number, { method, target, headers, body }: Hostile): Promise<string> {
  const fields = [['host', 'localhost'], ['connection', 'close'], ['content-length', String(body.length)], ...headers]
  const head = `${method} ${target} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(head + body, 'latin1')))
    socket.on('data', (data) => {
      received += data.toString('latin1')
    })
    // A reset after the answer is how a server may end a connection whose body it did not read.
    socket.on('error', () => resolve(received))
    socket.on('close', () => resolve(received))
  })
}
