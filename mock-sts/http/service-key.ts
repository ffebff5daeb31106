/** The key for the twin's test-token service and client drafts, derived from its control token. */
import { createHmac } from 'node:crypto'

const label = 'helseid-mock service key'

/**
 * The key that a twin with this control token accepts as `X-Auth-Key` of the test-token service and as `api-key` of client drafts:
 * HMAC-SHA256 of `helseid-mock service key` under the token, in base64url. It does not open the control plane.
 * @example
 * ```ts
 * const headers = { 'X-Auth-Key': serviceKey(controlToken) }
 * ```
 */
export function serviceKey(controlToken: string): string {
  return createHmac('sha256', controlToken).update(label).digest('base64url')
}
