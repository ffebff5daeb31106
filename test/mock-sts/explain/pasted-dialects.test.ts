/** Dialects of `explain`’s input that change the text itself: mail, web pages, word processors, cmd.exe, traces of curl. */
import { type ComposedRequest, type Recipe, toCurl } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../mock-sts/explain/explain.ts'
import { readPasted, selected } from '../../../mock-sts/explain/read-pasted.ts'
import { send, start } from '../endpoints/case-harness.ts'

/** One fault in the assertion and one in the proof, so that a text of which a part is lost is noticed. */
const faults: Recipe = { assertion: { header: { typ: 'JWT' } }, proof: { claims: { htm: 'GET' } } }

/** What is broken in everything that the text shows: the request, or each JWT on its own. */
const brokenIn = (text: string) =>
  selected(readPasted(text))
    .judged.flatMap((found) => explain(found, { at: start, profile: 'next' }).verdict.rules)
    .filter(({ outcome, severity }) => outcome === 'broken' && severity === 'reject')
    .map(({ id }) => id)
    .toSorted()

const headersOf = ({ url, headers }: ComposedRequest) => [['Host', new URL(url).host], ...headers] as [string, string][]
const lines = (pairs: readonly (readonly string[])[], between = ': ') => pairs.map((pair) => pair.join(between))
const raw = (request: ComposedRequest, end = '\n') =>
  [`POST ${new URL(request.url).pathname} HTTP/1.1`, ...lines(headersOf(request)), '', request.body].join(end)
const formOf = ({ body }: ComposedRequest) => [...new URLSearchParams(body)]
const proofOf = ({ headers }: ComposedRequest) => headers.find(([name]) => name === 'DPoP')?.[1] ?? ''
const wrapped = (text: string, width: number) => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n')

/** https://www.rfc-editor.org/rfc/rfc2045#section-6.7: lines of at most 76 characters. */
const quotedPrintable = (text: string) =>
  text
    .replaceAll('=', '=3D')
    .split('\n')
    .map((line) => line.replace(/((?:=3D|.){70})/g, '$1=\n'))
    .join('\n')

/** As curl writes them: 64 bytes a row, and a new row after a line break. https://curl.se/docs/manpage.html#--trace-ascii */
const traced = (text: string) => {
  const rows: string[] = []
  let at = 0
  for (const line of text.split('\r\n')) {
    for (const part of line.match(/.{1,64}/g) ?? ['']) {
      rows.push(`${at.toString(16).padStart(4, '0')}: ${part}`)
      at += part.length
    }
    at += 2
  }
  return rows.join('\n')
}

/** https://curl.se/docs/manpage.html#--trace */
const tracedInHex = (text: string) =>
  (
    Buffer.from(text)
      .toString('hex')
      .match(/.{1,32}/g) ?? []
  )
    .map((row, index) => {
      const shown = Buffer.from(row, 'hex')
        .toString('latin1')
        .replace(/[\r\n]/g, '.')
      return `${(index * 16).toString(16).padStart(4, '0')}: ${row.replace(/../g, '$& ').padEnd(48)}${shown}`
    })
    .join('\n')

const trace = (request: ComposedRequest, rows: (text: string) => string, before = '') => {
  const text = raw(request, '\r\n')
  const head = text.slice(0, -request.body.length)
  return [
    '== Info: Connected to a.example (192.0.2.1) port 443',
    '=> Send SSL data, 5 bytes (0x5)',
    '0000: .....',
    `${before}=> Send header, ${head.length} bytes (0x${head.length.toString(16)})`,
    rows(head),
    `${before}=> Send data, ${request.body.length} bytes (0x${request.body.length.toString(16)})`,
    rows(request.body),
    '== Info: upload completely sent off',
    `${before}<= Recv header, 26 bytes (0x1a)`,
    rows('HTTP/1.1 400 Bad Request\r\n'),
  ].join('\n')
}

/** Chrome’s "Copy as cURL (cmd)": `^` before each character that cmd.exe or its own escape would change. */
const forCmd = (request: ComposedRequest, between: string) => {
  const quoted = (text: string) => `^"${text.replace(/[^\w\s\-:=+~'/.,?;()*`]/g, '^$&').replace(/%(?=\w)/g, '%^')}^"`
  return [
    `curl ${quoted(request.url)}`,
    ...lines(request.headers).map((header) => `-H ${quoted(header)}`),
    `--data-raw ${quoted(request.body)}`,
  ].join(between)
}

describe('a text that another program has changed is read as it was', () => {
  it.each<[string, (request: ComposedRequest) => string]>([
    ['a mail’s source, an HTTP request', (request) => quotedPrintable(raw(request))],
    ['a mail’s source, a curl command', (request) => quotedPrintable(toCurl(request))],
    ['HTML, with & of the form as &amp;', (request) => raw(request).replaceAll('&', '&amp;')],
    [
      'HTML, with quotes too',
      (request) => toCurl(request).replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('"', '&quot;'),
    ],
    [
      'a word processor’s double quotes',
      (request) =>
        toCurl(request)
          .replace(/(?<=\s)'/g, '“')
          .replaceAll("'", '”'),
    ],
    [
      'a word processor’s single quotes',
      (request) =>
        toCurl(request)
          .replace(/(?<=\s)'/g, '‘')
          .replaceAll("'", '’'),
    ],
    [
      'a word processor’s dashes',
      (request) =>
        toCurl(request)
          .replace(/(?<=\s)--(?=\w)/g, '—')
          .replace(/(?<=\s)-(?=\w)/g, '–'),
    ],
    ['a terminal that wraps headers and form', (request) => wrapped(raw(request), 80)],
    [
      'a terminal that wraps headers, of which one ends in a word on its own line',
      (request) => raw(request).replace(/^DPoP: .*$/m, (header) => `${wrapped(header, 80)}\nBody`),
    ],
    ['a header above a word on its own line', (request) => raw(request).replace(/^DPoP: .*$/m, '$&\nBody')],
    ['cmd.exe', (request) => forCmd(request, ' ^\n  ')],
    ['cmd.exe, in one line', (request) => forCmd(request, ' ')],
    [
      'cmd.exe with plain quotes, after its prompt',
      ({ url, headers, body }) =>
        `C:\\Users\\kari>curl "${url}" ^\n ${lines(headers)
          .map((header) => `-H "${header}"`)
          .join(' ^\n ')} ^\n -d "${body}"\n{"error":"invalid_client"}`,
    ],
    ['curl --trace-ascii', (request) => trace(request, traced)],
    ['curl --trace', (request) => trace(request, tracedInHex)],
    ['curl --trace-ascii --trace-time', (request) => trace(request, traced, '12:26:40.123456 ')],
    ...['{"error":"invalid_client"}', 'Hva er galt?', '---', '=> 400 Bad Request'].map(
      (after): [string, (request: ComposedRequest) => string] => [
        `a remark on the line below the body: ${after}`,
        (request) => `${raw(request)}\n${after}`,
      ],
    ),
    ['a body in quotes', (request) => raw({ ...request, body: `"${request.body}"` })],
    ['a body between bars', (request) => `debug|${request.body}|${proofOf(request)}|400`],
    ['a body in an assignment', (request) => `body=${request.body};\nproof=${proofOf(request)};`],
    [
      'a terminal that wraps a form without a request',
      (request) => `DPoP: ${proofOf(request)}\n${wrapped(request.body, 80)}`,
    ],
    [
      'a mail that wraps two JWTs',
      (request) =>
        `Vår assertion:\n\n${wrapped(request.assertion, 76)}\n\nog bevis:\n\n${wrapped(proofOf(request), 76)}\n\nMvh Kari`,
    ],
    [
      'a header with indented continuations',
      (request) => raw(request).replace(/^DPoP: .*$/m, (header) => header.replace(/(.{70})(?=.)/g, '$1\n  ')),
    ],
    [
      'a console that shows the form as name and value',
      (request) =>
        raw({
          ...request,
          body: formOf(request)
            .map(([name, value]) => `${name}: "${value}"`)
            .join('\n'),
        }),
    ],
    ['xh', (request) => `xh --form ${request.url} DPoP:${proofOf(request)} ${words(request)}`],
    [
      'xhs, without a scheme',
      (request) => `xhs -f ${request.url.replace('https://', '')} DPoP:${proofOf(request)} ${words(request)}`,
    ],
    ['a command that lost the marks at the ends of its lines', (request) => urlencoded(request, '\n  ')],
    ['a command with spaces after these marks', (request) => urlencoded(request, ' \\ \n')],
    [
      'fetch with a form made in the call',
      (request) =>
        `const answer = await fetch('${request.url}', {\n  method: 'POST',\n  headers: { DPoP: '${proofOf(request)}' },\n  body: new URLSearchParams({\n${lines(
          formOf(request),
        )
          .map((field) => field.replace(/^(\w+): (.*)$/, "    $1: '$2',"))
          .join('\n')}\n  }),\n})\nconsole.log(answer.status)`,
    ],
  ])('%s', async (_, spell) => {
    expect(brokenIn(spell((await send(faults)).answer.request))).toEqual(['proof-htm', 'typ-client-authentication'])
    expect(brokenIn(spell((await send({})).answer.request))).toEqual([])
  })
})

const words = (request: ComposedRequest) =>
  formOf(request)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')
const urlencoded = (request: ComposedRequest, between: string) =>
  [
    `curl --location '${request.url}'`,
    `--header 'DPoP: ${proofOf(request)}'`,
    ...formOf(request).map(([name, value]) => `--data-urlencode '${name}=${value}'`),
  ].join(between)

describe('what the text shows outside the request is judged, and not called missing', () => {
  it.each<[string, (request: ComposedRequest) => string]>([
    [
      'headings for headers and body',
      (request) => [`POST ${request.url}`, 'Headers:', ...lines(headersOf(request)), 'Body:', request.body].join('\n'),
    ],
    [
      'headings after empty lines',
      (request) =>
        [`POST ${request.url}`, '', 'Headers:', ...lines(headersOf(request)), '', 'Body:', request.body].join('\n'),
    ],
    [
      'a results view that shows the headers after the body',
      (request) =>
        [
          `POST ${request.url}`,
          '',
          'POST data:',
          request.body,
          '',
          'Request Headers:',
          ...lines(headersOf(request)),
        ].join('\n'),
    ],
    [
      'Hurl’s section for the form',
      (request) =>
        [
          `POST ${request.url}`,
          ...lines(headersOf(request)),
          '[FormParams]',
          ...lines(formOf(request)),
          'HTTP 400',
        ].join('\n'),
    ],
    [
      'fields as headers',
      (request) => [`POST ${request.url}`, ...lines(formOf(request)), ...lines(headersOf(request))].join('\n'),
    ],
    [
      'a form whose assertion is above it',
      (request) =>
        `assertion: ${request.body.match(/client_assertion=([^&]+)/)?.[1]}\nproof: ${proofOf(request)}\nsent: grant_type=client_credentials&client_id=a`,
    ],
  ])('%s', async (_, spell) => {
    expect(brokenIn(spell((await send(faults)).answer.request))).toEqual(['proof-htm', 'typ-client-authentication'])
    expect(brokenIn(spell((await send({})).answer.request))).toEqual([])
  })

  it('an assertion in the words around a whole request leaves the request what it is', async () => {
    const { request } = (await send(faults)).answer
    const before = (await send({})).answer.request.body.match(/client_assertion=([^&]+)/)?.[1]
    const { judged } = selected(readPasted(`The one before was ${before}\n\n${raw(request)}`))
    expect(judged.map(({ what }) => what)).toEqual(['token request'])
  })

  it('a request without an assertion breaks the rule, if the text shows none', async () => {
    const { request } = (await send({})).answer
    const body = request.body.replace(/client_assertion=[^&]+&?/, '')
    expect(brokenIn(raw({ ...request, body }))).toContain('assertion-present')
  })
})

const entry = ({ url }: ComposedRequest, members: object) => JSON.stringify({ method: 'POST', url, ...members })

describe('JSON of other tools than browsers is read whole', () => {
  const type = 'application/x-www-form-urlencoded'
  it.each<[string, (request: ComposedRequest) => string]>([
    ['headers as pairs', (request) => entry(request, { headers: request.headers, body: request.body })],
    [
      'headers as pairs in a HAR entry',
      (request) => entry(request, { headers: request.headers, postData: { mimeType: type, text: request.body } }),
    ],
    [
      'headers with key and value',
      (request) =>
        entry(request, { headers: request.headers.map(([key, value]) => ({ key, value })), body: request.body }),
    ],
    ['headers in one list', (request) => entry(request, { headers: request.headers.flat(), body: request.body })],
    [
      'a body in base64',
      (request) =>
        entry(request, {
          headers: request.headers.map(([name, value]) => ({ name, value })),
          postData: { mimeType: type, encoding: 'base64', text: Buffer.from(request.body).toString('base64') },
        }),
    ],
    ['a body that is an object', (request) => entry(request, { headers: request.headers, body: formOf(request) })],
    [
      'a struct as Go prints it',
      (request) => `&{Method:POST URL:${request.url} Header:map[Dpop:[${proofOf(request)}]] Body:${request.body}}`,
    ],
  ])('%s', async (_, spell) => {
    expect(brokenIn(spell((await send(faults)).answer.request))).toEqual(['proof-htm', 'typ-client-authentication'])
    expect(brokenIn(spell((await send({})).answer.request))).toEqual([])
  })

  it('the last field of a form in which the JSON ends may be cut, and is not judged', async () => {
    const { request } = (await send({})).answer
    const body = request.body.slice(0, -3)
    const text = `{"level":"debug","proof":"${proofOf(request)}","body":"${body}`
    expect(brokenIn(text)).toEqual([])
    expect(explain(text, { at: start }).notChecked[0]?.because).toBe('the JSON ends in the form, which may be cut')
  })
})

describe('a decoded JWT is judged', () => {
  const header = { alg: 'PS256', typ: 'JWT', kid: 'a' }
  const claims = { iss: 'a', sub: 'a', aud: 'https://helseid-sts.test.nhn.no', jti: 'b', iat: start, nbf: start }
  const show = (value: object) => JSON.stringify(value, null, 2)
  it.each([
    ['in one object', show({ header, payload: claims, signature: 'AAAA' })],
    ['in one object, named claims', show({ header, claims })],
    ['in a list', show([header, claims])],
    ['with headings that are underlined', `Token header\n----\n${show(header)}\n\nToken claims\n----\n${show(claims)}`],
    ['with headings', `HEADER:ALGORITHM & TOKEN TYPE\n${show(header)}\nPAYLOAD:DATA\n${show(claims)}`],
    ['with objects and braces in its claims', show({ header, claims: { ...claims, a: { b: [{ c: '}{' }] } } })],
    ['in code', `const jwt = ${show({ header, payload: claims })}`],
  ])('%s', (_, text) => {
    expect(brokenIn(text)).toEqual(['exp-present', 'typ-client-authentication'])
  })

  it('is judged as the whole JWT, if the text shows that too, with its signature', async () => {
    const { assertion } = (await send({})).answer.request
    const [given = ''] = assertion.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    const text = `Encoded\n${assertion}\n\nDecoded\nHEADER\n${given}\nPAYLOAD\n${show(claims)}`
    expect(readPasted(text).map(({ what, notShown }) => [what, notShown])).toEqual([['client assertion', {}]])
  })

  it('a JWKS or another pair of objects is none', () => {
    expect(() =>
      explain(
        show({
          keys: [
            { kty: 'EC', alg: 'ES256' },
            { kty: 'EC', alg: 'ES256' },
          ],
        }),
      ),
    ).toThrow(SyntaxError)
    expect(() => explain(show([{ a: 1 }, claims]))).toThrow(SyntaxError)
  })
})

it('curl -F sends another type than a form, which is what the verdict says', async () => {
  const { request } = (await send({})).answer
  const fields = formOf(request).map(([name, value]) => `-F '${name}=${value}'`)
  expect(brokenIn(`curl ${request.url} -H 'DPoP: ${proofOf(request)}' ${fields.join(' ')}`)).toEqual(['form-encoded'])
})
