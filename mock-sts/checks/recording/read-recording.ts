/** Reads a recording of token requests with their answers: a HAR, HTTP messages, or what curl prints. */

import { type Found, readPasted, selected } from '../../explain/read-pasted.ts'
import { jsonProblem } from '../../http/json-text.ts'

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
    const { status, headers, content } = member(entry.response)
    const request = tokenRequestIn(JSON.stringify({ log: { entries: [entry] } }))
    if (request === undefined || typeof status !== 'number' || status === 0) return []
    const { text: body = '', encoding } = member(content)
    const fields = (Array.isArray(headers) ? headers : []).map(member)
    const at = Date.parse(String(entry.startedDateTime)) / 1000
    return [
      {
        request,
        answer: {
          status,
          headers: headersOf(fields.map(({ name, value }) => [String(name), String(value)])),
          body: encoding === 'base64' ? Buffer.from(String(body), 'base64').toString('utf8') : String(body),
        },
        ...(Number.isFinite(at) && { at }),
      },
    ]
  })
}

const statusLine = /^(?:< ?)?HTTP\/\d(?:\.\d)? (\d{3})\b/
const requestStart = /^(?:> ?)?[A-Z]{3,20} \S+ HTTP\/\d|^\s*(?:\$ )?curl\s|^###/

function ofText(text: string): RecordedExchange[] {
  const lines = text.split(/\r?\n/)
  const parts: { request: string[]; answer: string[] }[] = [{ request: [], answer: [] }]
  for (const line of lines) {
    const part = parts.at(-1) as (typeof parts)[number]
    if (part.answer.length === 0 && !statusLine.test(line)) part.request.push(line)
    else if (requestStart.test(line)) parts.push({ request: [line], answer: [] })
    else part.answer.push(line)
  }
  return parts.flatMap(({ request, answer }) => {
    const found = answer.length === 0 ? undefined : tokenRequestIn(request.join('\n'))
    const recorded = answerIn(answer)
    if (found === undefined || recorded === undefined) return []
    const at = Date.parse(recorded.headers.get('date') ?? '') / 1000
    return [{ request: found, answer: recorded, ...(Number.isFinite(at) && { at }) }]
  })
}

/** The last answer, because `100 Continue` may come before it. */
function answerIn(given: readonly string[]): RecordedAnswer | undefined {
  const lines = given.filter((line) => !/^(?:\* |[{}] \[)/.test(line)).map((line) => line.replace(/^< ?/, ''))
  const start = lines.findLastIndex((line) => statusLine.test(line))
  if (start < 0) return undefined
  const end = lines.findIndex((line, index) => index > start && line.trim() === '')
  const head = lines.slice(start + 1, end < 0 ? undefined : end)
  const fields = head.map((line): [string, string] => {
    const [name = '', ...value] = line.split(':')
    return [name.trim(), value.join(':').trim()]
  })
  const body = end < 0 ? '' : lines.slice(end).join('\n').trim()
  return { status: Number(statusLine.exec(lines[start] ?? '')?.[1]), headers: headersOf(fields), body }
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
  return found.findLast(({ what }) => what === 'token request')
}

function headersOf(fields: readonly (readonly [string, string])[]): Headers {
  const headers = new Headers()
  for (const [name, value] of fields) if (/^[\w!#$%&'*+.^`|~-]+$/.test(name)) headers.append(name, value)
  return headers
}

function member(value: unknown): Unknown {
  return typeof value === 'object' && value !== null ? (value as Unknown) : {}
}
