/** The part of Pact's Express requests that a request filter reads and changes. */
import { rawBody } from './raw-bodies.ts'

export interface FilteredRequest {
  readonly method: string
  /** Path and query, which a filter may have changed. */
  readonly url: string
  headers: Record<string, string | string[] | undefined>
  body: unknown
}

export interface FilterResponse {
  readonly statusCode: number
  getHeader?(name: string): unknown
  status(code: number): { send(body: string): unknown }
  once(event: 'finish', listener: () => void): unknown
}

export type RequestFilter = (request: FilteredRequest, response: FilterResponse, next: () => void) => Promise<void>

/** Replaces the body: Pact's proxy parses a form into an object and would forward it as JSON. */
export function setBody(request: FilteredRequest, body: string | Buffer): void {
  const bytes = Buffer.from(body as string)
  request.body = bytes
  if (request.headers['transfer-encoding'] === undefined) request.headers['content-length'] = String(bytes.length)
}

/**
 * Restores the body that Pact's proxy has parsed: as it was received or, if its bytes are unknown or `isChanged`, as the
 * parsed body says.
 */
export function restoreBody(request: FilteredRequest, isChanged: boolean): void {
  const { body } = request
  const raw = isChanged ? undefined : rawBody(request)
  if (raw !== undefined && raw.length > 0) setBody(request, raw)
  else if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body) && hasBody(request))
    setBody(request, isForm(request) ? formText(body) : JSON.stringify(body))
}

/** https://www.rfc-editor.org/rfc/rfc9112#section-6.3 */
function hasBody({ headers }: FilteredRequest): boolean {
  return Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined
}

/** Encodes a form that Pact's proxy has parsed: a list is a repeated field, an object is a name with brackets. */
function formText(body: unknown): string {
  return new URLSearchParams(Object.entries(body as object).flatMap(([name, value]) => fields(name, value))).toString()
}

function fields(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((one) => fields(name, one))
  if (typeof value !== 'object' || value === null) return [[name, String(value)]]
  return Object.entries(value).flatMap(([inner, one]) => fields(`${name}[${inner}]`, one))
}

export function isForm({ headers }: FilteredRequest): boolean {
  return String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
}

/** True for Pact's own calls, which set up states and also pass through the filter. */
export function isOfPact({ url }: FilteredRequest): boolean {
  return url.startsWith('/_pactSetup') || url.startsWith('/_messages')
}
