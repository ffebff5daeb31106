/** Reads a token request out of what people paste: a curl line, the text of an HTTP request, or a HAR entry. */
import { limits } from 'helseid-contract'
import { parse as parseShell } from 'shell-quote'
import type { TokenRequest } from './token-request.ts'

/** @throws {SyntaxError} saying what was expected */
export function parseRequestText(text: string): TokenRequest {
  const trimmed = text.trim()
  if (/^curl(\.exe)?\s/.test(trimmed)) return parseCurl(trimmed)
  if (trimmed.startsWith('{')) return parseHar(trimmed)
  if (/^[A-Z]+ \S+/.test(trimmed)) return parseHttp(trimmed)
  throw new SyntaxError(
    'expected a JWT, a curl line, the text of an HTTP request ("POST /connect/token …"), or a HAR entry',
  )
}

type Field = readonly [name: string, value: string]

function toRequest(method: string, fields: readonly Field[], body: string): TokenRequest {
  const values = (name: string) => fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value)
  const bytes = Buffer.from(body)
  return {
    method,
    contentType: values('content-type')[0],
    authorization: values('authorization')[0],
    dpop: values('dpop'),
    body: bytes.length > limits.bodyBytesRead ? undefined : bytes,
    bodyBytes: bytes.length,
  }
}

/** curl's flags that carry a part of the request; each takes a value. */
const curlFlags: Readonly<Record<string, 'method' | 'header' | 'data' | 'urlencoded' | 'user'>> = {
  '-X': 'method',
  '--request': 'method',
  '-H': 'header',
  '--header': 'header',
  '-d': 'data',
  '--data': 'data',
  '--data-raw': 'data',
  '--data-binary': 'data',
  '--data-ascii': 'data',
  '--data-urlencode': 'urlencoded',
  '-u': 'user',
  '--user': 'user',
}

function parseCurl(line: string): TokenRequest {
  const words = parseShell(line.replace(/\\\r?\n/g, ' ')).filter((word) => typeof word === 'string')
  const fields: Field[] = []
  const data: string[] = []
  let method: string | undefined
  for (let index = 1; index < words.length; index++) {
    const word = words[index] as string
    const short = /^-[XHdu]./.test(word)
    const meaning = curlFlags[short ? word.slice(0, 2) : word]
    if (meaning === undefined) continue
    const value = short ? word.slice(2) : (words[++index] ?? '')
    if (meaning === 'method') method = value
    else if (meaning === 'header') fields.push(parseField(value))
    else if (meaning === 'user') fields.push(['Authorization', `Basic ${Buffer.from(value).toString('base64')}`])
    else data.push(meaning === 'data' ? value : urlencoded(value))
  }
  const isPost = data.length > 0
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  if (isPost && !typed) fields.push(['Content-Type', 'application/x-www-form-urlencoded'])
  return toRequest(method ?? (isPost ? 'POST' : 'GET'), fields, data.join('&'))
}

/** `name=value`: only the value is encoded, as curl does it. */
function urlencoded(text: string): string {
  const equals = text.indexOf('=')
  if (equals < 0) return encodeURIComponent(text)
  return `${text.slice(0, equals)}=${encodeURIComponent(text.slice(equals + 1))}`
}

function parseField(line: string): Field {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
}

function parseHttp(text: string): TokenRequest {
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/)
  const [requestLine = '', ...lines] = head.split(/\r?\n/)
  return toRequest(requestLine.split(' ')[0] as string, lines.map(parseField), rest.join('\n\n').trim())
}

/** What is read of a HAR entry. http://www.softwareishard.com/blog/har-12-spec/#request */
interface HarRequest {
  readonly method?: string
  readonly headers?: readonly { readonly name: string; readonly value: string }[]
  readonly postData?: {
    readonly mimeType?: string
    readonly text?: string
    readonly params?: readonly { readonly name: string; readonly value?: string }[]
  }
}

interface Har extends HarRequest {
  readonly request?: HarRequest
  readonly log?: { readonly entries?: readonly { readonly request: HarRequest }[] }
}

function parseHar(text: string): TokenRequest {
  const har = parseJson(text) as Har
  const request = har.request ?? har.log?.entries?.find(isTokenRequest)?.request ?? har
  if (request.method === undefined)
    throw new SyntaxError('expected a HAR entry: an object with `request`, or a whole HAR')
  const { headers = [], postData } = request
  const fields = headers.map(({ name, value }): Field => [name, value])
  if (postData?.mimeType && !fields.some(([name]) => name.toLowerCase() === 'content-type'))
    fields.push(['Content-Type', postData.mimeType])
  const params = (postData?.params ?? []).map(({ name, value = '' }): [string, string] => [name, value])
  return toRequest(request.method, fields, postData?.text ?? new URLSearchParams(params).toString())
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SyntaxError(`this looks like a HAR entry, but is no JSON: ${(error as Error).message}`, { cause: error })
  }
}

function isTokenRequest({ request }: { readonly request: HarRequest }): boolean {
  const { text = '', params = [] } = request.postData ?? {}
  return text.includes('grant_type') || params.some(({ name }) => name === 'grant_type')
}
