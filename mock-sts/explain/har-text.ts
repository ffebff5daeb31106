/** Parses JSON with requests in it: a HAR or one of its entries, and a Postman collection. http://www.softwareishard.com/blog/har-12-spec/#request */
import type { PastedRequest } from './pasted-request.ts'

type Unknown = Readonly<Record<string, unknown>>

/** Folders of a Postman collection may contain folders. */
const maxDepth = 20

/** The requests of the document, in order; none if it is another kind of JSON. */
export function parseHar(document: unknown): PastedRequest[] {
  const har = member(document)
  const entries = list(member(har.log).entries).map((entry) => member(entry).request)
  if (Array.isArray(member(har.log).entries)) return entries.map(member).filter(isRequest).map(parseRequest)
  if (Array.isArray(har.item)) return parsePostman(har)
  const request = isRequest(member(har.request)) ? member(har.request) : har
  return isRequest(request) ? [parseRequest(request)] : []
}

function parseRequest(request: Unknown): PastedRequest {
  const fields = list(request.headers).map(pairOf)
  const post = member(request.postData)
  const typed = fields.some(([name]) => name.toLowerCase() === 'content-type')
  const body = bodyOf(post)
  const hidden = body === '' && Number(request.bodySize) > 0
  return {
    method: String(request.method),
    ...(typeof request.url === 'string' && { url: request.url }),
    fields: [
      ...fields.filter(([name]) => !name.startsWith(':')),
      ...(typeof post.mimeType === 'string' && !typed ? [['Content-Type', post.mimeType] as const] : []),
    ],
    body,
    ...(hidden && { notShown: { body: 'the HAR does not contain the body' } }),
  }
}

function bodyOf({ text, encoding, params }: Unknown): string {
  if (typeof text === 'string' && text !== '')
    return withoutHeaders(encoding === 'base64' ? Buffer.from(text, 'base64').toString('utf8') : text)
  const pairs = list(params).map(pairOf)
  // Some browsers record the values as sent, others decode them.
  const encoded = pairs.some(([, value]) => /%[0-9a-f]{2}/i.test(value))
  return encoded ? pairs.map((pair) => pair.join('=')).join('&') : new URLSearchParams(pairs).toString()
}

/** Firefox records the headers of the body of a form in front of it. */
function withoutHeaders(text: string): string {
  const headers = /^(?:content-(?:type|length):[^\n]*\n)+\r?\n/i.exec(text)
  return headers === null ? text : text.slice(headers[0].length)
}

/** https://schema.postman.com/collection/json/v2.1.0/docs/index.html */
function parsePostman(collection: Unknown): PastedRequest[] {
  const variables = new Map(list(collection.variable).map(pairOf))
  const resolved = (text: string) =>
    text.replace(/\{\{([^{}]{1,200})\}\}/g, (written, name: string) => variables.get(name.trim()) ?? written)
  return requestsIn(collection.item).map((request) => {
    const { mode, raw, urlencoded } = member(request.body)
    const enabled = list(urlencoded).filter((pair) => member(pair).disabled !== true)
    const fields = list(request.header)
      .filter((pair) => member(pair).disabled !== true)
      .map(pairOf)
      .map(([name, value]) => [name, resolved(value)] as const)
    const isTyped = fields.some(([name]) => name.toLowerCase() === 'content-type')
    const isForm = mode === 'urlencoded'
    const pairs = enabled.map(pairOf).map(([name, value]): [string, string] => [name, resolved(value)])
    const url = typeof request.url === 'string' ? request.url : member(request.url).raw
    return {
      method: String(request.method ?? 'GET'),
      ...(typeof url === 'string' && { url: resolved(url) }),
      fields: isForm && !isTyped ? [...fields, ['Content-Type', 'application/x-www-form-urlencoded'] as const] : fields,
      body: isForm ? new URLSearchParams(pairs).toString() : resolved(typeof raw === 'string' ? raw : ''),
    }
  })
}

function requestsIn(items: unknown, depth = 0): Unknown[] {
  if (depth > maxDepth) return []
  return list(items).flatMap((item) => {
    const { request, item: inner } = member(item)
    return inner === undefined ? [member(request)] : requestsIn(inner, depth + 1)
  })
}

/** HAR has `name` and `value`, Postman and others `key` and `value`, and some tools two texts. */
function pairOf(pair: unknown): [string, string] {
  if (Array.isArray(pair)) return [String(pair[0]), String(pair[1] ?? '')]
  const { name, key, value = '' } = member(pair)
  return [String(name ?? key), String(value)]
}

function isRequest(value: Unknown): boolean {
  return typeof value.method === 'string' && Array.isArray(value.headers)
}

function member(value: unknown): Unknown {
  return typeof value === 'object' && value !== null ? (value as Unknown) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
