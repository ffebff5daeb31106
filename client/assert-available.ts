/** Recognizes responses that say HelseID is unavailable: 429 and 5xx. */
import { HelseIdError } from './errors.ts'
import { parseRetryAfter } from './retry.ts'

/** Reads the body only of a 429 or 5xx response. @throws {HelseIdError} `unavailable` */
export async function assertAvailable(response: Response, now: number): Promise<void> {
  const { status, headers } = response
  if (status !== 429 && status < 500) return
  const retryAfter = parseRetryAfter(headers.get('retry-after'), now)
  const { error, errorDescription } = oauthError(await response.text())
  const why = error === undefined ? '' : `: ${error}${errorDescription === undefined ? '' : ` (${errorDescription})`}`
  const retryHint = retryAfter === undefined ? '' : `, retry after ${retryAfter} s`
  throw new HelseIdError(`HelseID returned ${status}${retryHint}${why}`, {
    code: 'unavailable',
    status,
    retryAfter,
    error,
    errorDescription,
  })
}

/** The OAuth error in the body (RFC 6749 5.2), if there is one: a gateway sends a web page. */
function oauthError(body: string): { readonly error?: string; readonly errorDescription?: string } {
  const { error, error_description: description } = Object(parseJson(body)) as Record<string, unknown>
  return {
    ...(typeof error === 'string' && { error }),
    ...(typeof description === 'string' && { errorDescription: description }),
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
