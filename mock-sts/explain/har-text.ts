/** Parses a HAR, or a single entry of one. Of several token requests, the last one counts. http://www.softwareishard.com/blog/har-12-spec/#request */
import type { PastedRequest } from './pasted-request.ts'

type Unknown = Readonly<Record<string, unknown>>

/** @throws {SyntaxError} saying what was expected */
export function parseHar(text: string): PastedRequest {
  const har = parseJson(text)
  const entries = list(member(har.log).entries).map((entry) => member(member(entry).request))
  // A DPoP client sends two token requests: the first one only fetches the nonce.
  const request = entries.findLast(isTokenRequest) ?? (isRequest(member(har.request)) ? member(har.request) : har)
  if (entries.length > 0 && !entries.some(isTokenRequest))
    throw new SyntaxError('this HAR contains no token request: no request has a grant_type')
  if (!isRequest(request))
    throw new SyntaxError(
      'expected a HAR or one of its entries: an object with a `request` that has `method` and `headers`',
    )
  const fields = list(request.headers).map((header) => {
    const { name, value } = member(header)
    return [String(name), String(value)] as const
  })
  const { mimeType } = member(request.postData)
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    method: String(request.method),
    ...(typeof request.url === 'string' && { url: request.url }),
    fields: [
      ...fields.filter(([name]) => !name.startsWith(':')),
      ...(typeof mimeType === 'string' && !typed ? [['Content-Type', mimeType] as const] : []),
    ],
    body: bodyOf(member(request.postData)),
  }
}

function bodyOf({ text, params }: Unknown): string {
  if (typeof text === 'string') return text
  const pairs = list(params).map((param): [string, string] => {
    const { name, value = '' } = member(param)
    return [String(name), String(value)]
  })
  // Some browsers record the values as sent, others decode them.
  const encoded = pairs.some(([, value]) => /%[0-9a-f]{2}/i.test(value))
  return encoded ? pairs.map((pair) => pair.join('=')).join('&') : new URLSearchParams(pairs).toString()
}

function isRequest(value: Unknown): boolean {
  return typeof value.method === 'string' && Array.isArray(value.headers)
}

function isTokenRequest(value: Unknown): boolean {
  return isRequest(value) && /(^|[&"])grant_type/.test(bodyOf(member(value.postData)))
}

function member(value: unknown): Unknown {
  return typeof value === 'object' && value !== null ? (value as Unknown) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function parseJson(text: string): Unknown {
  try {
    return member(JSON.parse(text))
  } catch (error) {
    throw new SyntaxError(`this looks like a HAR, but is not valid JSON: ${(error as Error).message}`, { cause: error })
  }
}
