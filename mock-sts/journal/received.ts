/** A request as received on the wire, and a copy of it without secrets that may be shown. */
import { decodeCompact, privateMembers } from 'helseid-contract/rules'

export interface Received {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** In the order received, with names as the sender wrote them, where the entry point has access to both. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Absent when it was longer than the twin’s limit. */
  readonly body: Buffer | undefined
}

/** Replaces a secret. */
const withheld = '(withheld)'

/** Header fields whose whole value is a secret. */
const secretHeaders = /^(x-api-key|api-key|x-auth-key|proxy-authorization|cookie)$/i

export function received(
  { method, url, headers }: Request,
  rawHeaders: readonly string[] | undefined,
  body: Buffer | undefined,
): Received {
  const target = url.slice(url.indexOf('/', url.indexOf('://') + 3))
  const fields = rawHeaders === undefined ? [...headers] : pairs(rawHeaders)
  return { method, target, headers: fields, body }
}

/** A copy without secrets. Created on demand, because most requests are never looked at. */
export function withoutSecrets({ method, target, headers, body }: Received): Received {
  return {
    method,
    target: urlWithoutSecrets(target),
    headers: headers.map(([name, value]) => [name, headerWithoutSecrets(name, value)]),
    body: body && bodyWithoutSecrets(body),
  }
}

/** For example `POST /test/connect/token HTTP/1.1`. */
export function requestLineOf({ method, target }: Received): string {
  return `${method} ${target} HTTP/1.1`
}

/** The bytes of the request on the wire (RFC 9112). */
export function wireBytes(request: Received): Buffer {
  const { headers, body = Buffer.alloc(0) } = request
  const head = [requestLineOf(request), ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

export function sizeOf({ method, target, headers, body }: Received): number {
  const fields = headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0)
  return method.length + target.length + fields + (body?.length ?? 0)
}

function pairs(rawHeaders: readonly string[]): [string, string][] {
  return Array.from({ length: rawHeaders.length >> 1 }, (_, index) => [
    rawHeaders[2 * index] ?? '',
    rawHeaders[2 * index + 1] ?? '',
  ])
}

/** Clients sometimes put a client secret into the URL, where it does not belong. */
export function urlWithoutSecrets(url: string): string {
  const [address = '', ...query] = url.split('?')
  return query.length === 0 ? url : `${address}?${formWithoutSecrets(query.join('?'))}`
}

function headerWithoutSecrets(name: string, value: string): string {
  if (secretHeaders.test(name)) return withheld
  if (name.toLowerCase() === 'authorization' && /^basic /i.test(value)) return `Basic ${withheld}`
  // Several fields with the same name may have been joined with commas.
  return value.split(', ').map(withoutPrivateKey).join(', ')
}

/** Withholds the whole body if it mentions a client secret outside a form parameter. */
function bodyWithoutSecrets(body: Buffer): Buffer {
  const text = body.toString('latin1')
  const kept = formWithoutSecrets(text)
  if (/client_?secret/i.test(kept.replaceAll(`client_secret=${withheld}`, ''))) return Buffer.from(withheld)
  return kept === text ? body : Buffer.from(kept, 'latin1')
}

/** Removes client secrets, and assertions with a private key in their header, from a form. */
function formWithoutSecrets(form: string): string {
  return form.split('&').map(pairWithoutSecrets).join('&')
}

function pairWithoutSecrets(pair: string): string {
  const [[name, value] = ['', '']] = [...new URLSearchParams(pair)]
  if (name === 'client_secret') return `${name}=${withheld}`
  const kept = name === 'client_assertion' ? withoutPrivateKey(value) : value
  return kept === value ? pair : `${name}=${kept}`
}

function withoutPrivateKey(jwt: string): string {
  const { header } = decodeCompact(jwt) as { header?: { jwk?: unknown } | null }
  const jwk = header?.jwk
  const isPrivate = typeof jwk === 'object' && jwk !== null && privateMembers(jwk).length > 0
  return isPrivate ? '(withheld: its jwk is a private key)' : jwt
}
