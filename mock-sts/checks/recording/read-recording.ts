/** Reads a recording of token requests with their answers: a HAR, HTTP messages, or what curl prints. */
import { endpoints } from 'helseid-contract'
import { type Found, readPasted, selected } from '../../explain/read-pasted.ts'
import { withoutChunks } from '../../http/chunked.ts'
import { jsonProblem } from '../../http/json-text.ts'
import { bodyInHar, bodyInText } from './recorded-body.ts'

export interface RecordedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface RecordedExchange {
  readonly request: Found
  readonly answer: RecordedAnswer
  /** When it was sent, in epoch seconds; absent if the recording does not show it. */
  readonly at?: number
  /** What the recording does not show, so that the exchange cannot be compared. */
  readonly notShown?: string
}

type Unknown = Readonly<Record<string, unknown>>

/**
 * The token requests that have an answer, in order; at least one.
 * @throws {SyntaxError} saying what the recording lacks
 */
export function readRecording(text: string): RecordedExchange[] {
  const trimmed = text.trim()
  const exchanges = trimmed.startsWith('{') ? ofHar(trimmed) : ofText(text)
  if (exchanges.length > 0) return exchanges
  throw new SyntaxError(
    'the recording has no token request with its answer: expected a HAR, HTTP messages, or a curl command with what curl -v or curl -i prints',
  )
}

function ofHar(text: string): RecordedExchange[] {
  const problem = jsonProblem(text)
  if (problem !== undefined) throw new SyntaxError(`this looks like a HAR, but is not valid JSON: ${problem}`)
  const { entries } = member(member(JSON.parse(text)).log)
  if (!Array.isArray(entries)) throw new SyntaxError('expected a HAR: an object with log.entries')
  return entries.map(member).flatMap((entry) => {
    const { status, headers: listed, content } = member(entry.response)
    const request = tokenRequestIn(JSON.stringify({ log: { entries: [entry] } }))
    if (request === undefined || typeof status !== 'number' || status === 0) return []
    const fields = (Array.isArray(listed) ? listed : []).map(member)
    const headers = headersOf(fields.map(({ name, value }) => [String(name), String(value)]))
    const { body, notShown } = bodyInHar(member(content), headers)
    return [exchange(request, { status, headers, body }, notShown, timeIn(String(entry.startedDateTime)))]
  })
}

/** A time without a zone is that of an unknown place. */
function timeIn(text: string): number | undefined {
  return /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? secondsOf(text) : undefined
}

function secondsOf(time: string): number | undefined {
  const milliseconds = Date.parse(time)
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : undefined
}

/** The time is that of the recording or, without one, the answer's `Date`. */
function exchange(request: Found, answer: RecordedAnswer, bodyNotShown?: string, sentAt?: number): RecordedExchange {
  const at = sentAt ?? secondsOf(answer.headers.get('date') ?? '')
  const parts = Object.entries(request.notShown).map(([part, because]) => `the ${part} of the request (${because})`)
  const notShown = [...parts, bodyNotShown ?? []].flat().join(', ')
  return { request, answer, ...(at !== undefined && { at }), ...(notShown && { notShown }) }
}

const statusLine = /^(?:< ?)?HTTP\/\d(?:\.\d)? (\d{3})\b/
const requestStart =
  /^(?:> ?)?[A-Z]{3,20} \S+ HTTP\/\d|^###|^\s*(?:[^$#{<]{0,200}[$#] )?(?:(?:docker|podman|nerdctl|kubectl|oc|ssh|wsl)\S* (?:\S+ )*?)?["']?curl\s/

function ofText(text: string): RecordedExchange[] {
  const lines = text
    // On a connection, the answer follows the body of the request without a line break.
    .replaceAll(/(?<=[^\s<])(?=HTTP\/1\.[01] \d{3}\b[^\n]*\n)/g, '\n')
    .split(/\r*\n/)
  const parts: { request: string[]; answer: string[] }[] = [{ request: [], answer: [] }]
  for (const line of lines) {
    const part = parts.at(-1) as (typeof parts)[number]
    if (part.answer.length === 0 && !statusLine.test(line)) part.request.push(line)
    else if (requestStart.test(line)) parts.push({ request: [line], answer: [] })
    else part.answer.push(line)
  }
  return parts.flatMap(({ request, answer }) => {
    const found = answer.length === 0 ? undefined : tokenRequestIn(request.join('\n'))
    if (found === undefined) return []
    return answerIn(answer, isOutputAlone(request) ? withoutCommand(found) : found) ?? []
  })
}

/** Whether these are lines of `curl -v` without the command, which alone has the body. */
function isOutputAlone(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith('> ')) && !lines.some((line) => /\bcurl\s/.test(line))
}

function withoutCommand(found: Found): Found {
  const body = 'curl -v does not print it: record the curl command, too, above what it prints'
  return found.notShown.body === undefined ? found : { ...found, notShown: { ...found.notShown, body } }
}

/** The last answer, because `100 Continue` may come before it. */
function answerIn(given: readonly string[], request: Found): RecordedExchange | undefined {
  const lines = given
    // The meter returns to the start of its line, and the body may follow it there.
    .flatMap((line) => line.split('\r'))
    .map((line) => line.replace(/^\s*\d+(?:\s+[\d.:kMGTP-]+){11}(?=\{)/, ''))
    .filter((line) => !isOfCurl(line))
    .map((line) => line.replace(/^< ?/, ''))
  const start = lines.findLastIndex((line) => statusLine.test(line))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && line.trim() === '')
  const head = lines.slice(start + 1, end < 0 ? undefined : end)
  const fields = head.map((line): [string, string] => {
    const [name = '', ...value] = line.split(':')
    return [name.trim(), value.join(':').trim()]
  })
  const status = Number(statusLine.exec(lines[start] ?? '')?.[1])
  const headers = headersOf(fields)
  const rest = end < 0 ? '' : lines.slice(end + 1).join('\n')
  const isChunked = headers.get('transfer-encoding') === 'chunked'
  const { body, notShown } = bodyInText(isChunked ? withoutChunks(rest) : rest)
  const isMissing = body === '' && Number(headers.get('content-length')) > 0
  return exchange(request, { status, headers, body }, isMissing ? 'the body of the answer' : notShown)
}

/** Messages of `curl -v`, and its progress meter. */
function isOfCurl(line: string): boolean {
  return /^(?:\* |[{}] \[)|^\s*% Total\b|^\s+Dload\b|^\s*\d+(?:\s+\S+){9,}\s*$/.test(line)
}

/** Of several token requests the last one, because the answer follows it. */
function tokenRequestIn(text: string): Found | undefined {
  let found: readonly Found[]
  try {
    found = selected(readPasted(text)).judged
  } catch (error) {
    // A recording has other requests, too: for metadata, or for keys.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  return found.findLast(isForTokens)
}

/** Not a request to another endpoint or another server that has the same fields, nor a browser's preflight. */
function isForTokens({ what, url, request }: Found): boolean {
  if (what !== 'token request' || request.method === 'OPTIONS') return false
  return url === undefined || !URL.canParse(url) || new URL(url).pathname.endsWith(endpoints.token)
}

function headersOf(fields: readonly (readonly [string, string])[]): Headers {
  const headers = new Headers()
  for (const [name, value] of fields) if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) headers.append(name, value)
  return headers
}

function member(value: unknown): Unknown {
  return typeof value === 'object' && value !== null ? (value as Unknown) : {}
}
