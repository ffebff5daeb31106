/** What a service can do about each failure. */
import { type HelseIdClient, HelseIdError, type HelseIdErrorCode } from 'helseid-client'

/** Failures that pass: HelseID is down, or cannot be reached. */
const outages: readonly HelseIdErrorCode[] = ['discovery_failed', 'unavailable', 'network', 'timeout']

export async function whatNow(client: HelseIdClient): Promise<string> {
  try {
    await client.getToken()
    return 'continue'
  } catch (error) {
    if (!(error instanceof HelseIdError)) throw error
    const { code, error: oauth, retryAfter = 60, correlationId } = error
    if (outages.includes(code)) return `retry in ${retryAfter} s`
    if (code === 'token_refused' && oauth === 'invalid_client')
      return `alert someone: key or registration (${correlationId})`
    return `investigate: ${error.message}`
  }
}
