/** Parses a pasted token request: a curl command, a raw HTTP request, a HAR, or a form body. */
import { limits } from 'helseid-contract'
import type { TokenRequest } from '../verdict/token-request.ts'
import { parseCurl } from './curl-text.ts'
import { parseHar } from './har-text.ts'
import { parseHttp } from './http-text.ts'
import type { PastedRequest } from './pasted-request.ts'

export interface FoundRequest {
  readonly request: TokenRequest
  readonly url?: string
}

/** @throws {SyntaxError} saying what was expected, or which part cannot be parsed */
export function parseRequestText(text: string): FoundRequest {
  const { method, url, fields, body } = pasted(text.trim())
  const values = (name: string) => fields.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value)
  const bytes = Buffer.from(body)
  return {
    ...(url !== undefined && { url }),
    request: {
      method,
      contentType: values('content-type')[0],
      authorization: values('authorization')[0],
      dpop: values('dpop'),
      body: bytes.length > limits.bodyBytesRead ? undefined : bytes,
      bodyBytes: bytes.length,
      ...(url !== undefined && { url }),
      headers: fields,
    },
  }
}

function pasted(text: string): PastedRequest {
  if (/^(\$ +|> +)?([\w./\\-]*[/\\])?curl(\.exe)?\s/.test(text)) return parseCurl(text.replace(/^(\$|>) +/, ''))
  if (text.startsWith('{')) return parseHar(text)
  if (/^(> *)?[A-Z]+ \S+/.test(text) || /^(> *)?:(method|authority|path|scheme):/.test(text)) return parseHttp(text)
  if (/^[\w.-]+=[^\s]*(&[\w.-]+=[^\s]*)+$/.test(text)) return form(text)
  throw new SyntaxError(
    'expected a JWT, a curl command, a raw HTTP request ("POST /connect/token …"), a HAR or a form body ("client_id=…&…")',
  )
}

function form(body: string): PastedRequest {
  return { method: 'POST', fields: [['Content-Type', 'application/x-www-form-urlencoded']], body }
}
