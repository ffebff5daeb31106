/** Parses the text of HTTP messages: HTTP/1.1 as sent, a browser’s HTTP/2 headers, the output of `curl -v`, or a `.http` file. */
import { isLoopbackHost } from 'helseid-contract'
import { claimsOf } from 'helseid-contract/rules'
import { withoutChunks } from '../http/chunked.ts'
import { formOf } from './form-lines.ts'
import type { NotShown, PastedRequest } from './pasted-request.ts'
import { withoutWraps, withWholeJwts } from './wrapped-headers.ts'

/** A request line, with the version or, as in a `.http` file, without it. */
const requestLine = /^([A-Z]{3,20})[ \t]+((?:https?:|\/|\{\{|\*)\S*)(?:[ \t]+HTTP\/\d(?:\.\d)?)?$/
const statusLine = /^HTTP\/\d(?:\.\d)?[ \t]+\d{3}\b/
const pseudoName = /^:(?:method|authority|path|scheme)$/
const pseudoField = /^:(?:method|authority|path|scheme):/

/** True for the first line of an HTTP message. */
function startsMessage(line: string): boolean {
  return requestLine.test(line) || statusLine.test(line) || pseudoField.test(line)
}

/** True for text with an HTTP request in it; lines of `curl -v` have marks. */
export function hasRequest(lines: readonly string[]): boolean {
  return lines.some((line) => {
    const unmarked = line.replace(/^> ?/, '').trimEnd()
    return requestLine.test(unmarked) || pseudoField.test(unmarked) || pseudoName.test(unmarked)
  })
}

/** The requests in the text, in order. Responses end the request before them, and are skipped. */
export function parseHttp(text: string): PastedRequest[] {
  const isOverTls = /^\* .*\b(?:SSL|TLS) connection using\b/m.test(text)
  const { lines, isTranscript } = withoutMarks(joinedPairs(text.split('\n').map((line) => line.trimEnd())))
  const values = variablesOf(lines)
  const reader = new LineReader(lines.map((line) => withValues(line, values)))
  const requests: PastedRequest[] = []
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (statusLine.test(line)) reader.skipTo(startsMessage)
    else if (requestLine.test(line) || pseudoField.test(line))
      requests.push(readMessage(line, reader, { isTranscript, isOverTls }))
  }
  return requests
}

/** Chrome copies headers as a line with the name, then a line with the value. */
function joinedPairs(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => pseudoName.test(line))
  if (start < 0) return lines
  const pairs = lines
    .slice(start)
    .flatMap((line, index, all) => (index % 2 === 0 ? [`${line}: ${all[index + 1] ?? ''}`] : []))
  return [...lines.slice(0, start), ...pairs]
}

/** Lines that can be given back, because a message without `Content-Length` ends where the next one starts. */
class LineReader {
  readonly #lines: string[]
  #at = 0

  constructor(lines: readonly string[]) {
    this.#lines = [...lines]
  }

  next(): string | undefined {
    return this.#lines[this.#at++]
  }

  /** Makes `line` the next line. */
  giveBack(line: string): void {
    this.#lines[--this.#at] = line
  }

  skipTo(matches: (line: string) => boolean): void {
    for (let line = this.next(); line !== undefined; line = this.next()) {
      if (!matches(line)) continue
      this.giveBack(line)
      return
    }
  }
}

/** What the text around the messages says. */
interface Transcript {
  /** The text is the output of `curl -v`. */
  readonly isTranscript: boolean
  readonly isOverTls: boolean
}

/** People write it between the headers and the body. */
const bodyHeading = /^[ \t]*(?:request )?body:?$/i

function readMessage(first: string, reader: LineReader, { isTranscript, isOverTls }: Transcript): PastedRequest {
  const start = requestLine.exec(first)
  const head: string[] = start ? [] : [first]
  let target = start?.[2] ?? ''
  let ended = false
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (line.trim() === '' || bodyHeading.test(line)) {
      ended = true
      break
    }
    if (isComment(line)) continue
    // In a `.http` file, the query may continue on indented lines.
    if (start && head.length === 0 && /^[ \t]+[?&]/.test(line)) target += line.trim()
    else if (requestLine.test(line) || statusLine.test(line)) {
      reader.giveBack(line)
      break
    } else head.push(line)
  }
  // A field of a form is not a header: `=` cannot be in a name.
  const formAt = head.findIndex((line) => /^&?[\w.-]+[ \t]*=/.test(line))
  const fields = withWholeJwts(formAt < 0 ? head : head.slice(0, formAt)).map(parseField)
  const value = (name: string) => fields.find(([field]) => field.toLowerCase() === name)?.[1]
  const method = start?.[1] ?? value(':method') ?? 'POST'
  const path = start ? target : (value(':path') ?? '')
  const url = urlOf(path, value, isOverTls)
  const length = lengthOf(value('content-length'))
  const raw = ended ? readBody(reader, length) : []
  const isChunked = /chunked/i.test(value('transfer-encoding') ?? '')
  const isForm = /x-www-form-urlencoded/i.test(value('content-type') ?? '')
  const body = isChunked ? withoutChunks(raw.join('\n')).trim() : isForm ? formOf(raw) : raw.join('\n').trim()
  const isUnseparated = formAt >= 0 && body === ''
  const because = isUnseparated
    ? 'is an empty line missing after the headers?'
    : bodyNotShown(body, { length, isChunked, isTranscript, isHeadersOnly: !start, method })
  const notShown: NotShown | undefined = because === undefined ? undefined : { body: because }
  return {
    method,
    ...(url && { url }),
    fields: fields.filter(([name]) => !name.startsWith(':')),
    body: because === undefined || body === '' ? body : withoutLastField(body),
    ...(notShown && { notShown }),
  }
}

/** The URL that the caller used: behind a proxy, that of the `X-Forwarded-` headers. */
function urlOf(path: string, value: (name: string) => string | undefined, isOverTls: boolean): string {
  const forwarded = (name: string) => value(`x-forwarded-${name}`)?.split(',')[0]?.trim()
  const given = forwarded('host') ?? value('host') ?? value(':authority')
  if (/^https?:/.test(path) || given === undefined) return path
  const port = forwarded('port')
  const host = given.includes(':') || port === undefined || /^(?:80|443)$/.test(port) ? given : `${given}:${port}`
  const scheme = forwarded('proto') ?? value(':scheme') ?? (isOverTls ? 'https' : schemeOf(host, value('dpop')))
  return `${scheme}://${host}${forwarded('prefix')?.replace(/\/$/, '') ?? ''}${path}`
}

interface BodySigns {
  readonly length: number | undefined
  readonly isChunked: boolean
  readonly isTranscript: boolean
  readonly isHeadersOnly: boolean
  readonly method: string
}

/** Why the text does not show the whole body; undefined if it does. */
function bodyNotShown(body: string, { length, isChunked, isTranscript, isHeadersOnly, method }: BodySigns) {
  if (/^<@?\s+\S/.test(body)) return `the body is in a file (${body.split('\n')[0]})`
  if (body === '') {
    if ((length ?? 0) > 0 || isChunked || ((isTranscript || isHeadersOnly) && method === 'POST'))
      return 'the text does not show the body'
    return undefined
  }
  const bytes = Buffer.byteLength(body)
  if (length !== undefined && length > bytes)
    return `the text shows ${bytes} of the ${length} bytes of the body (Content-Length)`
  return undefined
}

/** The last field of a body that was cut may have been cut itself. */
export function withoutLastField(body: string): string {
  return body.startsWith('<') ? '' : body.slice(0, Math.max(body.lastIndexOf('&'), 0))
}

function lengthOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined
}

/** The lines of the body: up to `Content-Length`, where that leaves a whole line or the next message; else up to the next message. */
function readBody(reader: LineReader, length: number | undefined): string[] {
  const lines: string[] = []
  let bytes = 0
  for (let line = reader.next(); line !== undefined; line = reader.next()) {
    if (startsMessage(line) || /^###/.test(line) || /^>\s*\{%/.test(line)) {
      reader.giveBack(line)
      break
    }
    if (isComment(line) || isNote(line)) continue
    const rest = length === undefined ? undefined : restAfter(line, length - bytes)
    // On a connection, the next message follows without a line break.
    if (rest !== undefined && rest !== '' && startsMessage(rest)) {
      reader.giveBack(rest)
      lines.push(line.slice(0, line.length - rest.length))
      break
    }
    lines.push(line)
    bytes += Buffer.byteLength(line) + (lines.length > 1 ? 1 : 0)
    if (length !== undefined && length > 0 && bytes >= length) break
  }
  return lines
}

/** A response that JetBrains' editors have saved, or are to save. https://www.jetbrains.com/help/idea/exploring-http-syntax.html */
function isNote(line: string): boolean {
  return /^(?:<>|>>!?)\s*\S/.test(line)
}

/** What follows the first `bytes` bytes of the line. */
function restAfter(line: string, bytes: number): string | undefined {
  const encoded = Buffer.from(line)
  return bytes >= 0 && bytes < encoded.length ? encoded.subarray(bytes).toString('utf8') : undefined
}

/** In a `.http` file. */
function isComment(line: string): boolean {
  return /^\s*(?:#|\/\/)/.test(line)
}

/** Variables of a `.http` file: `@name = value`. */
function variablesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const found = /^@([\w.-]+)\s*=\s*(\S.*)$/.exec(line)
      return found ? [[found[1] as string, found[2] as string] as const] : []
    }),
  )
}

function withValues(line: string, values: ReadonlyMap<string, string>): string {
  if (values.size === 0) return line
  return line.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (text, name: string) => values.get(name) ?? text)
}

/** `curl -v` marks sent lines with `>`, received lines with `<`, and its own messages with `*`, `{` and `}`. */
function withoutMarks(lines: readonly string[]): { lines: string[]; isTranscript: boolean } {
  if (!lines.some((line) => line.startsWith('>') && startsMessage(line.replace(/^> ?/, ''))))
    return { lines: [...lines], isTranscript: false }
  const isOwn = (line: string) =>
    /^(?:\*|[{}] \[)/.test(line) || /^\s*% Total\b|^\s+Dload\b|^\s*\d+(?:\s+\S+){9,}\s*$/.test(line)
  return {
    isTranscript: lines.some((line) => /^[<*]/.test(line)),
    lines: withoutWraps(lines, isOwn)
      .filter((line) => !isOwn(line))
      .map((line) => line.replace(/^[<>] ?/, '')),
  }
}

/**
 * The text does not contain the scheme: it is taken from the proof, if that is for this host. Otherwise HelseID uses TLS;
 * a twin on this machine usually does not.
 */
export function schemeOf(host: string, proof: string | undefined): string {
  const { htu } = claimsOf(proof) ?? {}
  if (typeof htu === 'string' && URL.canParse(htu) && new URL(htu).host === host.toLowerCase())
    return new URL(htu).protocol.slice(0, -1)
  const [, name = '', port = '443'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
  return isLoopbackHost(name) || port !== '443' ? 'http' : 'https'
}

/** A field name may begin with a colon: `:method: POST`. */
export function parseField(line: string): readonly [string, string] {
  const colon = line.indexOf(':', 1)
  return colon < 0 ? [line.trim(), ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}
