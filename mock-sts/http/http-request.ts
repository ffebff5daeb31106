/** A request as the twin reads it: a fetch `Request`, or what a server received. */
import type { IncomingMessage } from 'node:http'
import { PlainHeaders } from './plain-headers.ts'

export interface HttpRequest extends Pick<Request, 'method' | 'url' | 'headers' | 'signal'> {
  /** Of a fetch `Request`. */
  readonly body?: Request['body']
  /** The connection that the body is read from. */
  readonly incoming?: IncomingMessage
}

/** A fetch `Request` costs more to create than the twin reads of it, and loads a client for HTTP with the first one. */
export function receivedRequest(url: URL, incoming: IncomingMessage, signal: AbortSignal): HttpRequest {
  const fields = Object.entries(incoming.headers).filter(([, value]) => value !== undefined)
  return {
    url: url.href,
    method: incoming.method ?? 'GET',
    headers: new PlainHeaders(fields.map(([name, value]) => [name, String(value)])),
    signal,
    incoming,
  }
}

/** False for methods that a fetch `Request` allows no body. */
export function mayHaveBody({ method }: { readonly method?: string | undefined }): boolean {
  return method !== 'GET' && method !== 'HEAD'
}
