/** Connections that come to nothing below HTTP: the log says why, once a minute, and the caller gets what Node answers. */
import { connect, type Socket } from 'node:net'
import { connect as connectOverTls } from 'node:tls'
import { type LogEvent, startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'

interface Twin {
  readonly port: number
  readonly lines: readonly LogEvent[]
}

async function withTwin(options: { readonly tls?: boolean }, use: (twin: Twin) => Promise<void>): Promise<void> {
  const lines: LogEvent[] = []
  // The clock is still, so a minute does not pass.
  await using sts = await startMockSts({
    port: 0,
    now: () => 1_790_000_000_000,
    log: (event) => lines.push(event),
    ...options,
  })
  await use({ port: sts.port, lines })
}

/** What the caller receives until the connection is closed. */
async function received(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.once('error', () => resolve(answer))
    socket.once('close', () => resolve(answer))
    socket.write(text)
  })
}

const refused = (lines: readonly LogEvent[]) =>
  lines.filter(({ fields }) => fields.event === 'refused-connection').map(({ message }) => message)

it('TLS to a port that serves plain HTTP: the log says so once, and the caller gets 400', async () => {
  await withTwin({}, async ({ port, lines }) => {
    for (let attempt = 0; attempt < 2; attempt++) {
      const error = await new Promise<Error>((resolve) => {
        connectOverTls({ port, host: '127.0.0.1', rejectUnauthorized: false }).once('error', resolve)
      })
      expect(error).toMatchObject({ code: expect.stringMatching(/SSL|ECONNRESET|EPROTO/) })
    }
    expect(refused(lines)).toEqual([
      'a TLS handshake came to a port that serves plain HTTP: use http://, or start with --tls',
    ])
  })
})

it('plain HTTP to a port that serves TLS: the log says so', async () => {
  await withTwin({ tls: true }, async ({ port, lines }) => {
    await received(connect(port, '127.0.0.1'), 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    expect(refused(lines)).toEqual([
      'a request came over plain HTTP to a port that serves TLS: use https://, or start without --tls',
    ])
  })
})

it.each<[string, string, RegExp, RegExp | undefined]>([
  [
    'a client that takes the twin for its proxy',
    'CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n',
    /^$/,
    /unset HTTPS_PROXY/,
  ],
  [
    'headers that are too long',
    `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`,
    /^HTTP\/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n$/,
    /refused with 431/,
  ],
  ['text that is not HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 Bad Request\r\nConnection: close\r\n\r\n$/, undefined],
  [
    'a request after a good one that cannot be read',
    'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nhello\r\n\r\n',
    /^HTTP\/1.1 200 OK|^HTTP\/1.1 400 Bad Request\r\n/,
    undefined,
  ],
])('%s: the answer is that of Node, and the log says what to change', async (_, text, answer, line) => {
  await withTwin({}, async ({ port, lines }) => {
    expect(await received(connect(port, '127.0.0.1'), text)).toMatch(answer)
    expect(refused(lines)).toEqual(line === undefined ? [] : [expect.stringMatching(line)])
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)
  })
})
