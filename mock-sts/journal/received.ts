/** A request as received on the wire, and a copy of it without secrets that may be shown. */
import type { HttpRequest } from '../http/http-request.ts'
import type { Scrubber } from '../http/secrets.ts'

export interface Received {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** In the order received, with names as the sender wrote them, where the entry point has access to both. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Absent when it was longer than the twin’s limit. */
  readonly body: Buffer | undefined
}

export function received(
  { method, url, headers }: HttpRequest,
  rawHeaders: readonly string[] | undefined,
  body: Buffer | undefined,
): Received {
  const target = url.slice(url.indexOf('/', url.indexOf('://') + 3))
  const fields = rawHeaders === undefined ? [...headers] : pairs(rawHeaders)
  return { method, target, headers: fields, body }
}

/** A copy without secrets. Created on demand, because most requests are never looked at. */
export function withoutSecrets({ method, target, headers, body }: Received, scrubber: Scrubber): Received {
  return {
    method,
    target: scrubber.address(target),
    headers: headers.map(([name, value]) => scrubber.header(name, value)),
    // Latin-1 keeps every byte, whatever the body is.
    body: body && Buffer.from(scrubber.body(body.toString('latin1')), 'latin1'),
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
