/** The error that the client throws for failures outside the caller's code; misuse is a TypeError. */

/** Every code and its meaning. A code never changes its meaning; later versions may add codes. */
export const errorCodes = {
  discovery_failed:
    'HelseID’s metadata could not be fetched, belongs to another issuer, or names a token endpoint that the client must not use',
  token_refused: 'HelseID returned an OAuth error, see `error`; repeating the same request does not help',
  nonce_loop: 'HelseID kept requesting another nonce',
  nonce_missing: 'HelseID requested a nonce but sent none: a proxy probably strips the DPoP-Nonce header',
  invalid_response: 'the response is not a token response: a web page, a truncated document, a token of the wrong type',
  redirected: 'the response was a redirect, which HelseID never sends: a proxy or login page is in the way',
  too_large: 'the response was larger than `maximumAnswerBytes`',
  unavailable: 'HelseID returned 429 or 5xx on every attempt; see `retryAfter`',
  timeout: 'no complete response within `timeout`',
  network: 'no response: the connection failed or broke',
  key_unavailable: 'the client’s key could not be loaded, or failed to sign',
  selvbetjening_refused: 'Selvbetjening returned an error or an unusable response; see `status`',
  rotation_failed: 'the key rotation failed; the current key stays in use',
  body_not_replayable: 'the request had to be sent again, but its body is a stream that could be read only once',
} as const satisfies Readonly<Record<string, string>>

export type HelseIdErrorCode = keyof typeof errorCodes

export interface HelseIdErrorDetails {
  readonly code: HelseIdErrorCode
  /** `error` of the OAuth response, such as `invalid_client`. */
  readonly error?: string | undefined
  readonly errorDescription?: string | undefined
  /** HTTP status of the response. */
  readonly status?: number | undefined
  /**
   * Number of requests sent for the token, or for the metadata if that failed, including nonce challenges and retries.
   */
  readonly attempts?: number | undefined
  /** Identifies the exchange: the same in this error and in all its diagnostic events. */
  readonly correlationId?: string | undefined
  /** Seconds to wait before the next attempt, from HelseID's Retry-After. */
  readonly retryAfter?: number | undefined
  /** Seconds by which HelseID's clock is ahead of this machine's (negative: behind), if that is enough to matter. */
  readonly clockSkew?: number | undefined
  /** The organisation that the token was requested for. */
  readonly organization?: { readonly parent?: string; readonly child?: string } | undefined
  /** When the refused key expired, in epoch milliseconds, if it is known to have expired. */
  readonly keyExpiredAt?: number | undefined
  /**
   * From a twin: which rule was broken. A URL, or, from a twin in the same process at HelseID's real hostname, the rule and
   * its fix in one line.
   */
  readonly verdict?: string | undefined
  readonly cause?: unknown
}

/**
 * HelseID, Selvbetjening or the connection to them failed. Act on `code`; {@link errorCodes} describes them all. When
 * it is thrown, the client's own retries are over. Neither the error nor its `cause` contains a secret or a token.
 *
 * @example
 * ```ts
 * if (error instanceof HelseIdError && error.code === 'unavailable') return `again in ${error.retryAfter ?? 60} s`
 * ```
 */
export class HelseIdError extends Error {
  override readonly name = 'HelseIdError'
  readonly code: HelseIdErrorCode
  readonly error: string | undefined
  readonly errorDescription: string | undefined
  readonly status: number | undefined
  readonly attempts: number | undefined
  readonly correlationId: string | undefined
  readonly retryAfter: number | undefined
  readonly clockSkew: number | undefined
  readonly organization: { readonly parent?: string; readonly child?: string } | undefined
  readonly keyExpiredAt: number | undefined
  readonly verdict: string | undefined
  /** What went wrong, without the hints that `message` appends. */
  readonly reason: string

  constructor(reason: string, details: HelseIdErrorDetails) {
    super(messageOf(reason, details), { cause: details.cause })
    this.reason = reason
    this.code = details.code
    this.error = details.error
    this.errorDescription = details.errorDescription
    this.status = details.status
    this.attempts = details.attempts
    this.correlationId = details.correlationId
    this.retryAfter = details.retryAfter
    this.clockSkew = details.clockSkew
    this.organization = details.organization
    this.keyExpiredAt = details.keyExpiredAt
    this.verdict = details.verdict
  }

  /** A copy of the error with some details changed or added. */
  with({ reason = this.reason, ...details }: Partial<HelseIdErrorDetails> & { reason?: string }): HelseIdError {
    const { cause, ...known } = this
    return new HelseIdError(reason, { ...known, cause, ...details })
  }
}

function messageOf(
  reason: string,
  { clockSkew, organization: { parent, child } = {}, keyExpiredAt, verdict }: HelseIdErrorDetails,
): string {
  const organisation = [parent, child].filter(Boolean).join(':')
  return [
    reason + (organisation === '' ? '' : ` (for the organisation ${organisation})`),
    ...(keyExpiredAt === undefined ? [] : [`the client’s key expired at ${new Date(keyExpiredAt).toISOString()}`]),
    ...(clockSkew === undefined ? [] : [clockHint(clockSkew)]),
    ...(verdict === undefined ? [] : [`why: ${verdict}`]),
  ].join('; ')
}

function clockHint(skew: number): string {
  return `this machine’s clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} HelseID’s`
}
