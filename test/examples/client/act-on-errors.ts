/** What a service may do about each failure. */
import { type HelseIdClient, HelseIdError, type HelseIdErrorCode } from 'helseid-client'

/** What passes by itself: HelseID cannot answer now, or nothing comes through to it. */
const outages: readonly HelseIdErrorCode[] = ['discovery_failed', 'unavailable', 'network', 'timeout']

export async function whatNow(client: HelseIdClient): Promise<string> {
  try {
    await client.getToken()
    return 'go on'
  } catch (error) {
    if (!(error instanceof HelseIdError)) throw error
    const { code, error: oauth, retryAfter = 60, correlationId } = error
    if (outages.includes(code)) return `again in ${retryAfter} s`
    if (code === 'token_refused' && oauth === 'invalid_client')
      return `wake somebody up: key or registration (${correlationId})`
    return `look into it: ${error.message}`
  }
}
