/** How long an API may take, in seconds. */

export const limits = {
  /** To use a new key. OIDC Core 10.1.1; row D27 */
  notice: 60,
  /** To come up. */
  start: 10,
  /** To answer while the keys or the metadata cannot be had. Row D29 */
  refusal: 10,
  /** To succeed again when they can. */
  recovery: 60,
} as const

export type Limits = { readonly [limit in keyof typeof limits]: number }
