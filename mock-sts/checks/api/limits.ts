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
