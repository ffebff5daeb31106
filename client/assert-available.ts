/** Tells the answers by which HelseID says that it cannot answer now: 429 and 5xx. */
import { HelseIdError } from './errors.ts'
import { parseRetryAfter } from './retry.ts'

/** Reads the body of such an answer, and of no other. @throws {HelseIdError} `unavailable` */
export async function assertAvailable(response: Response, now: number): Promise<void> {
  const { status, headers } = response
  if (status !== 429 && status < 500) return
  const retryAfter = parseRetryAfter(headers.get('retry-after'), now)
  const { error, errorDescription } = oauthError(await response.text())
  const why = error === undefined ? '' : `: ${error}${errorDescription === undefined ? '' : ` (${errorDescription})`}`
  const retryHint = retryAfter === undefined ? '' : ` and asks for ${retryAfter} s of patience`
  throw new HelseIdError(`HelseID answers ${status}${retryHint}${why}`, {
    code: 'unavailable',
    status,
    retryAfter,
    error,
    errorDescription,
  })
}

/** What the body says in OAuth's words (RFC 6749 5.2), where it does: a gateway's is a web page. */
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
