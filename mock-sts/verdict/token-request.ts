/** A token request as received. */
import { limits } from 'helseid-contract'
import { boundedBody } from '../http/bounded-body.ts'
import type { HttpRequest } from '../http/http-request.ts'

export interface TokenRequest {
  readonly method: string
  readonly contentType: string | undefined
  /** The first `Authorization` header field. */
  readonly authorization: string | undefined
  /** The value of each `DPoP` header field. */
  readonly dpop: readonly string[]
  /** Undefined if the body is longer than the twin reads. */
  readonly body: Buffer | undefined
  /** Number of body bytes read. */
  readonly bodyBytes: number
  /** The URL that was called, if it is known. */
  readonly url?: string
  /** All header fields. */
  readonly headers?: readonly (readonly [name: string, value: string])[]
}

/** Reads a fetch request, its body up to the limit. `rawHeaders` distinguishes two fields from one with a comma. */
export async function readTokenRequest(request: HttpRequest, rawHeaders?: readonly string[]): Promise<TokenRequest> {
  const fieldsOf = (name: string) =>
    rawHeaders ? fieldsNamed(name, rawHeaders) : splitFields(request.headers.get(name))
  const { body, bodyBytes } = await boundedBody(request, limits.bodyBytesRead)
  return {
    method: request.method,
    // Node keeps the first field; ASP.NET Core joins them.
    contentType: fieldsOf('content-type').join(', ') || undefined,
    authorization: fieldsOf('authorization')[0],
    dpop: fieldsOf('dpop'),
    body,
    bodyBytes,
    url: request.url,
    headers: [...request.headers],
  }
}

function fieldsNamed(name: string, rawHeaders: readonly string[]): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] as string)
  return values
}

/** A fetch `Headers` joins repeated fields with ", ". JWTs and base64 have no commas, so the fields can be split again. */
function splitFields(joined: string | null): string[] {
  return joined === null ? [] : joined.split(', ')
}
