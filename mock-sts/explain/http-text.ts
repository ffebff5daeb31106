/** Parses the text of an HTTP request: HTTP/1.1 as sent, a browser's HTTP/2 headers, or the output of `curl -v`. */
import { isLoopbackHost } from 'helseid-contract'
import type { PastedRequest } from './pasted-request.ts'

export function parseHttp(text: string): PastedRequest {
  const [head = '', ...rest] = withoutMarks(text).split(/\r?\n\r?\n/)
  const lines = head.split(/\r?\n/).filter((line) => line.trim() !== '')
  const requestLine = /^([A-Z]+) (\S+)/.exec(lines[0] ?? '')
  const fields = (requestLine ? lines.slice(1) : lines).map(parseField)
  const value = (name: string) => fields.find(([field]) => field.toLowerCase() === name)?.[1]
  const target = requestLine?.[2] ?? value(':path') ?? ''
  const host = value('host') ?? value(':authority')
  const url = /^https?:/.test(target) ? target : host && `${value(':scheme') ?? schemeOf(host)}://${host}${target}`
  const body = rest.join('\n\n').trim()
  return {
    method: requestLine?.[1] ?? value(':method') ?? 'POST',
    ...(url && { url }),
    fields: fields.filter(([name]) => !name.startsWith(':')),
    body: /chunked/i.test(value('transfer-encoding') ?? '') ? dechunked(body) : body,
  }
}

/** `curl -v` marks sent lines with `>`, received lines with `<`, and its own messages with `*`. */
function withoutMarks(text: string): string {
  if (!text.startsWith('>')) return text
  const lines = text.split(/\r?\n/).filter((line) => !/^[<*{}] ?/.test(line))
  return lines.map((line) => line.replace(/^> ?/, '')).join('\n')
}

/** The text does not contain the scheme. HelseID uses TLS; a twin on this machine usually does not. */
function schemeOf(host: string): string {
  const [, name = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
  return isLoopbackHost(name) || port !== '443' ? 'http' : 'https'
}

/** A field name may begin with a colon: `:method: POST`. */
function parseField(line: string): readonly [string, string] {
  const colon = line.indexOf(':', 1)
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function dechunked(body: string): string {
  let rest = body
  let whole = ''
  for (;;) {
    const size = /^([0-9a-f]+)[^\r\n]*\r?\n/i.exec(rest)
    const length = Number.parseInt(size?.[1] ?? '', 16)
    if (size === null || !(length > 0)) return whole || body
    whole += rest.slice(size[0].length, size[0].length + length)
    rest = rest.slice(size[0].length + length).replace(/^\r?\n/, '')
  }
}
