/** The part of Pact's Express requests that a request filter reads and changes. */

export interface FilteredRequest {
  readonly method: string
  /** Path and query. */
  readonly originalUrl: string
  headers: Record<string, string | string[] | undefined>
  body: unknown
}

export interface FilterResponse {
  status(code: number): { send(body: string): unknown }
}

export type RequestFilter = (request: FilteredRequest, response: FilterResponse, next: () => void) => Promise<void>

/** Replaces the body: Pact's proxy parses a form into an object and would forward it as JSON. */
export function setBody(request: FilteredRequest, body: string): void {
  const bytes = Buffer.from(body)
  request.body = bytes
  request.headers['content-length'] = String(bytes.length)
}

/** Encodes a form that Pact's proxy has parsed: a list is a repeated field, an object is a name with brackets. */
export function formText(body: unknown): string {
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
export function isOfPact({ originalUrl }: FilteredRequest): boolean {
  return originalUrl.startsWith('/_pactSetup') || originalUrl.startsWith('/_messages')
}
