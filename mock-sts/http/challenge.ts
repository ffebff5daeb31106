/** API refusals: status and challenge without a body, as ASP.NET Core's handlers send them (helseid.md 9). */
import { dpopAlgorithms } from 'helseid-contract'

export interface Challenge {
  /** Default: `DPoP`. */
  readonly scheme?: 'DPoP' | 'Bearer'
  readonly error?: string
  readonly description?: string
  readonly scope?: string
}

/** RFC 9449 7.1 and RFC 6750 3. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
export function refusal(status: 401 | 403, challenge: Challenge, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { 'WWW-Authenticate': challengeText(challenge), ...headers } })
}

/** Nonce challenge of a resource server. https://www.rfc-editor.org/rfc/rfc9449#section-9 */
export function nonceChallenge(nonce?: string): Response {
  const challenge = { error: 'use_dpop_nonce', description: 'Resource server requires nonce in DPoP proof' }
  return refusal(401, challenge, nonce === undefined ? {} : { 'DPoP-Nonce': nonce })
}

/** Formats epoch seconds as .NET's invariant culture does: 12/31/2026 23:59:59. */
export function invariantTime(seconds: number): string {
  const [year, month, day, time] = new Date(seconds * 1000).toISOString().split(/[-T.]/)
  return `${month}/${day}/${year} ${time}`
}

function challengeText({ scheme = 'DPoP', error, description, scope }: Challenge): string {
  const members = {
    error,
    error_description: description,
    scope,
    algs: scheme === 'DPoP' ? dpopAlgorithms.documented.join(' ') : undefined,
  }
  const parts = Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [`${name}="${value}"`]))
  return [scheme, parts.join(', ')].filter(Boolean).join(' ')
}
