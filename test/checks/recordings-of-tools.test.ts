/** `compare` reads recordings as tools write them: the twin’s own answers do not differ from the twin. */
import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { compareAnswers } from '../../mock-sts/checks/recording/compare-exchange.ts'
import { readRecording } from '../../mock-sts/checks/recording/read-recording.ts'
import { twinAnswer } from '../../mock-sts/checks/recording/twin-answer.ts'
import { send, start } from '../mock-sts/endpoints/case-harness.ts'
import { har, httpText } from './recording.ts'
import * as tools from './recordings-of-tools.ts'

const granted = (await send({})).answer
const refused = (await send({ assertion: { header: { typ: 'JWT' } } })).answer

// A time without a zone is not that of this machine.
vi.stubEnv('TZ', 'Pacific/Auckland')

describe.each(Object.entries(tools))('%s', (_, write) => {
  it('is read with every exchange, its time and its whole answer', async () => {
    const read = readRecording(write([refused, granted]))
    expect(read.map(({ answer }) => answer.body)).toEqual([refused.body, granted.body])
    expect(read.map(({ at }) => Math.floor(Number(at)))).toEqual([start, start])
    const forms = read.map(({ request }) => Object.fromEntries(new URLSearchParams(String(request.request.body))))
    expect(forms).toEqual(
      [refused, granted].map(({ request }) => Object.fromEntries(new URLSearchParams(request.body))),
    )
    for (const exchange of read)
      expect(compareAnswers(exchange.answer, await twinAnswer(exchange, { profile: 'today' }))).toEqual({
        differences: [],
      })
  })

  it('shows a difference', async () => {
    const [exchange] = readRecording(write([{ ...granted, status: 201 }]))
    if (exchange === undefined) throw new Error('nothing was read')
    const { differences } = compareAnswers(exchange.answer, await twinAnswer(exchange, { profile: 'today' }))
    expect(differences).toEqual([{ where: 'status', twin: 200, recorded: 201 }])
  })
})

describe('what is not shown', () => {
  const content = (change: object, headers: object[] = []) => {
    const document = JSON.parse(har([granted]))
    const { response } = document.log.entries[0]
    Object.assign(response, { content: change, headers: [...response.headers, ...headers] })
    return JSON.stringify(document)
  }
  const hidden = 'the body of the answer'
  const cut = 'the whole body of the answer'
  const compressed = { name: 'content-encoding', value: 'br' }
  const brotli = brotliCompressSync(granted.body)

  it.each([
    ['a body that the browser has forgotten', content({ size: 1300, mimeType: 'application/json' }), hidden],
    ['a body in another file', content({ size: 1300, mimeType: 'application/json', _file: 'a1.json' }), hidden],
    ['a body that was cut', content({ size: 1300, text: granted.body.slice(0, 900) }), cut],
    [
      'a compressed body that was cut',
      content({ text: brotli.toString('base64', 0, 90), encoding: 'base64' }, [compressed]),
      cut,
    ],
    ['an answer that was cut in a terminal', httpText([granted]).slice(0, -60), cut],
    [
      'an answer without its body',
      httpText([{ ...granted, body: '', headers: new Headers({ 'content-length': '1300' }) }]),
      hidden,
    ],
    [
      'a request without its assertion',
      har([granted]).replace(/client_assertion=[^&"]+/, 'client_assertion=REDACTED'),
      'the body of the request (the value of client_assertion is left out or cut)',
    ],
  ])('keeps an exchange from being compared: %s', (_, text, notShown) => {
    expect(readRecording(text)).toMatchObject([{ notShown }])
  })

  it('is nothing in an answer without a body, one of a proxy, and one with a compressed body', () => {
    for (const text of [
      har([{ ...granted, status: 500, body: '' }]),
      har([{ ...granted, status: 502, body: '<html>{</html>' }]),
      content({ text: brotli.toString('base64'), encoding: 'base64' }, [compressed]),
    ])
      expect(readRecording(text).map(({ notShown }) => notShown)).toEqual([undefined])
  })
})

it('requests to other endpoints and servers, and preflights of a browser, are not token requests', () => {
  const other = (url: string, method = 'POST') => ({ ...granted, request: { ...granted.request, url, method } })
  const text = har([
    other('https://helseid-sts.test.nhn.no/connect/token', 'OPTIONS'),
    other('https://helseid-sts.test.nhn.no/connect/par'),
    other('https://login.example/common/oauth2/v2.0/token'),
    granted,
  ])
  expect(readRecording(text)).toHaveLength(1)
})

it.each(['[kari@laptop src]$ ', 'kari@laptop:~$ docker exec app ', ''])(
  'a curl command after "%s" starts the next request, and the word in an answer does not',
  (prompt) => {
    const body = '{"error":"invalid_request","error_description":"Use curl again"}'
    const text = tools.curlWithHeaders([{ ...refused, body }, granted])
    const read = readRecording(text.replaceAll('$ docker exec -it app ', prompt))
    expect(read.map(({ answer }) => answer.body)).toEqual([body, granted.body])
  },
)
