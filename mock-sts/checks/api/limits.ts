/** Time limits for an API, in seconds. */

export const limits = {
  /** Until a new key is used. OIDC Core 10.1.1; row D27. */
  notice: 60,
  /** Until the API has started. */
  start: 10,
  /** Until the API answers while the keys or the metadata are unavailable. Row D29. */
  refusal: 10,
  /** Until the API succeeds once they are available again. */
  recovery: 60,
} as const

export type Limits = { readonly [limit in keyof typeof limits]: number }

/** Why a check can take long, as a sentence; empty if it does not. `restarts`: the API is restarted while its issuer fails. */
export function waitsText(
  keys: { readonly cacheTime?: number; readonly refresh?: number } | undefined,
  restarts: boolean,
) {
  if (keys === undefined) return ''
  const { cacheTime = 0, refresh = 0 } = keys
  const notice = limits.notice + refresh
  const parts = [
    [notice, 'until a new key is used'],
    [cacheTime, 'until a removed key is forgotten (--jwks-cache)'],
    // Four failures of the JWKS and one of the metadata; an API that ended by itself is started again once.
    [restarts ? 5 * (limits.start + limits.refusal) + 8 * (limits.recovery + refresh) : 0, 'for restarts (--command)'],
  ] as const
  const shown = parts.filter(([seconds]) => seconds > 0)
  const sum = shown.reduce((all, [seconds]) => all + seconds, 0)
  return `The check can wait up to ${sum} s: ${shown.map(([seconds, why]) => `${seconds} s ${why}`).join(', ')}.`
}
