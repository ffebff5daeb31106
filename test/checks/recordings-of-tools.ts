/** Exchanges with an STS as tools record them, from the documented formats and the sources of the tools. */
import { gzipSync } from 'node:zlib'
import { start } from '../mock-sts/endpoints/case-harness.ts'
import type { Recorded } from './recording.ts'

type Fields = readonly (readonly [string, string])[]

const formType = 'application/x-www-form-urlencoded'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const members = (fields: Fields) => fields.map(([name, value]) => ({ name, value }))
const lowerCase = (fields: Fields) => fields.map(([name, value]) => [name.toLowerCase(), value] as const)
const capitals = (fields: Fields) =>
  fields.map(([name, value]) => [name.replaceAll(/(?:^|-)[a-z]/g, (first) => first.toUpperCase()), value] as const)
const params = (body: string) => [...new URLSearchParams(body)].map(([name, value]) => ({ name, value }))
const hourEast = (at: number) => new Date((at + 3600) * 1000).toISOString().replace('Z', '')

/** Another request of the same session, which is not about a token. */
const metadata = (startedDateTime: string) => ({
  startedDateTime,
  time: 3,
  request: {
    method: 'GET',
    url: 'https://helseid-sts.test.nhn.no/.well-known/openid-configuration',
    headers: [],
    cookies: [],
  },
  response: {
    status: 200,
    statusText: 'OK',
    headers: [],
    content: { size: 2, mimeType: 'application/json', text: '{}' },
  },
})

function log(creator: object, entries: readonly object[]): string {
  return JSON.stringify({ log: { version: '1.2', creator, pages: [], entries } }, null, 2)
}

/** HTTP/2 with pseudo headers, bodies in base64, and members that begin with `_`. */
export function chromeHar(exchanges: readonly Recorded[]): string {
  const entries = exchanges.map(({ request, status, headers, body }) => {
    const { host, pathname } = new URL(request.url)
    const pseudo = { ':authority': host, ':method': request.method, ':path': pathname, ':scheme': 'https' }
    return {
      _connectionId: '5186',
      _initiator: { type: 'other' },
      _priority: 'High',
      _resourceType: 'fetch',
      cache: {},
      connection: '443',
      request: {
        method: request.method,
        url: request.url,
        httpVersion: 'http/2.0',
        headers: members([...Object.entries(pseudo), ...lowerCase(request.headers)]),
        queryString: [],
        cookies: [],
        headersSize: -1,
        bodySize: request.body.length,
        postData: {
          mimeType: formType,
          text: request.body,
          params: [...new URLSearchParams(request.body)].map(([name, value]) => ({
            name,
            value: encodeURIComponent(value),
          })),
        },
      },
      response: {
        status,
        statusText: '',
        httpVersion: 'http/2.0',
        headers: members([...headers, ['content-encoding', 'gzip'], ['date', new Date(start * 1000).toUTCString()]]),
        cookies: [],
        content: { size: body.length, mimeType: 'application/json', text: base64(body), encoding: 'base64' },
        redirectURL: '',
        headersSize: -1,
        bodySize: -1,
        _transferSize: 990,
        _error: null,
        _fetchedViaServiceWorker: false,
      },
      serverIPAddress: '10.0.0.1',
      startedDateTime: new Date(start * 1000).toISOString(),
      time: 31.2,
      timings: { blocked: 1, dns: -1, ssl: -1, connect: -1, send: 0.1, wait: 30, receive: 0.1, _blocked_queueing: 0.8 },
    }
  })
  return log({ name: 'WebInspector', version: '537.36' }, [metadata(new Date(start * 1000).toISOString()), ...entries])
}

/** A time with a zone, fields as lists and as text, and the headers of the body in front of the text. */
export function firefoxHar(exchanges: readonly Recorded[]): string {
  const startedDateTime = `${hourEast(start)}+01:00`
  const entries = exchanges.map(({ request, status, headers, body }) => ({
    pageref: 'page_1',
    startedDateTime,
    request: {
      bodySize: request.body.length,
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2',
      headers: members(capitals(request.headers)),
      cookies: [],
      queryString: [],
      headersSize: 700,
      postData: {
        mimeType: formType,
        params: params(request.body),
        text: `Content-Type: ${formType}\r\nContent-Length: ${request.body.length}\r\n\r\n${request.body}`,
      },
    },
    response: {
      status,
      statusText: 'OK',
      httpVersion: 'HTTP/2',
      headers: members(capitals([...headers])),
      cookies: [],
      content: { mimeType: 'application/json; charset=UTF-8', size: body.length, text: body },
      redirectURL: '',
      headersSize: 300,
      bodySize: 1300,
    },
    cache: {},
    timings: { blocked: 0, dns: 0, connect: 0, ssl: 0, send: 0, wait: 30, receive: 0 },
    time: 30,
    _securityState: 'secure',
    serverIPAddress: '10.0.0.1',
    connection: '443',
  }))
  return log({ name: 'Firefox', version: '145.0' }, [metadata(startedDateTime), ...entries])
}

/** Microseconds with a zone, and a connection without an answer. https://docs.mitmproxy.org/stable/api/mitmproxy/addons/savehar.html */
export function mitmproxyHar(exchanges: readonly Recorded[]): string {
  const startedDateTime = new Date(start * 1000).toISOString().replace('Z', '123+00:00')
  const entries = exchanges.map(({ request, status, headers, body }) => ({
    startedDateTime,
    time: 31,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: members([['Host', 'helseid-sts.test.nhn.no'], ...request.headers]),
      queryString: [],
      headersSize: 700,
      bodySize: request.body.length,
      postData: { mimeType: formType, text: request.body, params: params(request.body) },
    },
    response: {
      status,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: members([...headers]),
      content: { size: body.length, compression: 12, mimeType: 'application/json; charset=UTF-8', text: body },
      redirectURL: '',
      headersSize: 300,
      bodySize: 900,
    },
    cache: {},
    timings: { connect: 1, ssl: 1, send: 1, receive: 1, wait: 1 },
    serverIPAddress: '10.0.0.1',
  }))
  const [first] = entries
  const unanswered = {
    ...first,
    response: {
      status: 0,
      statusText: '',
      httpVersion: '',
      headers: [],
      cookies: [],
      content: {},
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
      _transferSize: 0,
      _error: 'timeout',
    },
  }
  return log({ name: 'mitmproxy', version: '12.0' }, [unanswered, ...entries])
}

/** A byte order mark, a `CONNECT`, ticks of 100 ns, and the answer as it was compressed. */
export function fiddlerHar(exchanges: readonly Recorded[]): string {
  const startedDateTime = `${hourEast(start)}4567+01:00`
  const connect = {
    ...metadata(startedDateTime),
    request: { method: 'CONNECT', url: 'http://helseid-sts.test.nhn.no:443', headers: [] },
  }
  const entries = exchanges.map(({ request, status, headers, body }) => ({
    startedDateTime,
    time: 31,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      headersSize: 700,
      bodySize: request.body.length,
      headers: members([['Host', 'helseid-sts.test.nhn.no'], ...request.headers, ['Content-Length', '1']]),
      cookies: [],
      queryString: [],
      postData: { mimeType: formType, params: params(request.body) },
    },
    response: {
      status,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headersSize: 300,
      bodySize: 900,
      headers: members([...headers, ['Content-Encoding', 'gzip']]),
      cookies: [],
      redirectURL: '',
      content: {
        size: 900,
        compression: 0,
        mimeType: 'application/json',
        text: gzipSync(body).toString('base64'),
        encoding: 'base64',
      },
    },
    cache: {},
    timings: { blocked: -1, dns: 0, connect: 0, ssl: 0, send: 0, wait: 30, receive: 0 },
  }))
  return `\ufeff${log({ name: 'Fiddler', version: '5.0' }, [connect, ...entries])}`
}

/** The fields of the form without its text, and a time without a zone. */
export function insomniaHar(exchanges: readonly Recorded[]): string {
  const entries = exchanges.map(({ request, status, headers, body }) => ({
    startedDateTime: new Date(start * 1000).toISOString().replace('Z', ''),
    time: 31,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: members(request.headers),
      queryString: [],
      postData: { mimeType: formType, params: params(request.body), text: '' },
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: members([...headers, ['Date', new Date(start * 1000).toUTCString()]]),
      content: { size: body.length, mimeType: 'application/json; charset=UTF-8', text: body },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, send: 0, wait: 31, receive: 0, ssl: -1 },
    comment: 'token',
  }))
  return log({ name: 'Insomnia REST Client', version: 'insomnia.desktop.app:v11' }, entries)
}

/** What `curl -v` leaves in a terminal: a progress meter, CRLF, and its last message and the prompt after the body. */
export function curlTerminal(exchanges: readonly Recorded[]): string {
  return exchanges
    .map(({ request, status, headers, body }) => {
      const { host, pathname } = new URL(request.url)
      const flags = request.headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' \\\r\n  ')
      return [
        `user@host:~$ curl -v --http2 ${request.url} \\`,
        `  ${flags} \\`,
        `  --data-raw '${request.body}'`,
        '* Host helseid-sts.test.nhn.no:443 was resolved.',
        '* ALPN: server accepted h2',
        '* [HTTP/2] [1] OPENED stream for https://helseid-sts.test.nhn.no/connect/token',
        `* [HTTP/2] [1] [:path: ${pathname}]`,
        `> ${request.method} ${pathname} HTTP/2`,
        `> Host: ${host}`,
        ...lowerCase(request.headers).map(([name, value]) => `> ${name}: ${value}`),
        '> ',
        '} [1300 bytes data]',
        '* upload completely sent off: 1300 bytes',
        `< HTTP/2 ${status} `,
        ...lowerCase([...headers]).map(([name, value]) => `< ${name}: ${value}`),
        `< date: ${new Date(start * 1000).toUTCString()}`,
        '< ',
        '{ [1200 bytes data]',
        '100  2500  100  1200  100  1300   9000   9700 --:--:-- --:--:-- --:--:-- 18796',
        `${body}* Connection #0 to host helseid-sts.test.nhn.no left intact`,
        'user@host:~$ ',
      ].join('\r\n')
    })
    .join('\r\n')
}

/** What `curl -i` leaves: the answer alone, and the prompt after it. */
export function curlWithHeaders(exchanges: readonly Recorded[]): string {
  return exchanges
    .map(({ request, status, headers, body }) => {
      const flags = request.headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')
      return [
        `$ docker exec -it app curl -i ${request.url} ${flags} -d '${request.body}'`,
        'HTTP/1.1 100 Continue',
        '',
        `HTTP/1.1 ${status} OK`,
        ...[...headers].map(([name, value]) => `${name}: ${value}`),
        `Date: ${new Date(start * 1000).toUTCString()}`,
        '',
        `${body}root@4711:/app# exit`,
        '',
      ].join('\n')
    })
    .join('\n')
}

/** The bytes of a connection, as a network analyser saves them: HTTP/1.1 with CRLF, the answer in chunks, nothing in between. */
export function tcpStream(exchanges: readonly Recorded[]): string {
  return exchanges
    .map(({ request, status, headers, body }) => {
      const { host, pathname } = new URL(request.url)
      const [first, second] = [body.slice(0, 40), body.slice(40)]
      return [
        `${request.method} ${pathname} HTTP/1.1`,
        `Host: ${host}`,
        ...request.headers.map(([name, value]) => `${name}: ${value}`),
        `Content-Length: ${Buffer.byteLength(request.body)}`,
        '',
        `${request.body}HTTP/1.1 ${status} OK`,
        ...[...headers].map(([name, value]) => `${name}: ${value}`),
        `Date: ${new Date(start * 1000).toUTCString()}`,
        'Transfer-Encoding: chunked',
        '',
        first.length.toString(16),
        first,
        second.length.toString(16).toUpperCase(),
        second,
        '0',
        '',
        '',
      ].join('\r\n')
    })
    .join('')
}
