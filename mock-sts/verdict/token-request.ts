/** A token request as it came in, before anything is made of it. */
import { limits } from 'helseid-contract'
import { boundedBody } from '../http/bounded-body.ts'

export interface TokenRequest {
  readonly method: string
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  /** The value of each `DPoP` header field. */
  readonly dpop: readonly string[]
  /** Absent when the body is longer than the twin reads. */
  readonly body: Buffer | undefined
  /** Bytes of the body as far as they were read. */
  readonly bodyBytes: number
}

/** Reads a fetch request, its body up to the twin's bound; `rawHeaders` tells two `DPoP` fields from one with a comma. */
export async function readTokenRequest(request: Request, rawHeaders?: readonly string[]): Promise<TokenRequest> {
  const { body, bodyBytes } = await boundedBody(request, limits.bodyBytesRead)
  return {
    method: request.method,
    contentType: request.headers.get('content-type') ?? undefined,
    authorization: request.headers.get('authorization') ?? undefined,
    dpop: rawHeaders ? fieldsNamed('dpop', rawHeaders) : splitFields(request.headers.get('dpop')),
    body,
    bodyBytes,
  }
}

function fieldsNamed(name: string, rawHeaders: readonly string[]): string[] {
  const values: string[] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] as string)
  return values
}

/** A fetch `Headers` joins repeated fields by ", ": no JWT has a comma, so they can be told apart again. */
function splitFields(joined: string | null): string[] {
  return joined === null ? [] : joined.split(', ')
}
