/** Recordings of exchanges with an STS as a browser, curl and a log of HTTP messages keep them. */
import type { ExchangeAnswer } from 'helseid-contract/rules'
import { start } from '../mock-sts/endpoints/case-harness.ts'

export interface Recorded {
  readonly request: Pick<ExchangeAnswer['request'], 'method' | 'url' | 'headers' | 'body'>
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** http://www.softwareishard.com/blog/har-12-spec/ */
export function har(exchanges: readonly Recorded[], at = start): string {
  const entries = exchanges.map(({ request, status, headers, body }) => ({
    startedDateTime: new Date(at * 1000).toISOString(),
    request: {
      method: request.method,
      url: request.url,
      headers: request.headers.map(([name, value]) => ({ name, value })),
      postData: { mimeType: mediaType(request.headers), text: request.body },
    },
    response: {
      status,
      headers: [...headers].map(([name, value]) => ({ name, value })),
      content: { mimeType: 'application/json', text: body },
    },
  }))
  return JSON.stringify({ log: { version: '1.2', entries } })
}

function mediaType(headers: Recorded['request']['headers']): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
}

/** HTTP/1.1 as sent, each answer after its request. */
export function httpText(exchanges: readonly Recorded[]): string {
  return exchanges
    .map(({ request, status, headers, body }) => {
      const { pathname, host } = new URL(request.url)
      const sent = [['Host', host] as const, ...request.headers].map(([name, value]) => `${name}: ${value}`)
      const received = [...headers].map(([name, value]) => `${name}: ${value}`)
      return [
        `${request.method} ${pathname} HTTP/1.1`,
        ...sent,
        '',
        request.body,
        '',
        `HTTP/1.1 ${status} X`,
        ...received,
        '',
        body,
        '',
      ].join('\n')
    })
    .join('\n')
}

/** A command, and what `curl -v` prints. */
export function curlText(exchanges: readonly Recorded[]): string {
  return exchanges
    .map(({ request, status, headers, body }) => {
      const { pathname, host } = new URL(request.url)
      const flags = request.headers.map(([name, value]) => `-H '${name}: ${value}'`).join(' ')
      return [
        `$ curl -v ${request.url} ${flags} --data-raw '${request.body}'`,
        '* Connected',
        `> ${request.method} ${pathname} HTTP/2`,
        `> Host: ${host}`,
        ...request.headers.map(([name, value]) => `> ${name}: ${value}`),
        '>',
        `< HTTP/2 ${status}`,
        ...[...headers].map(([name, value]) => `< ${name}: ${value}`),
        '<',
        '{ [1 bytes data]',
        body,
        '* Connection #0 to host left intact',
      ].join('\n')
    })
    .join('\n')
}
