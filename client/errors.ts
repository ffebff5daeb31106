/** The one error that the client throws for what went wrong outside the caller's code; misuse is a TypeError. */

/** Every code, and what it means. A code keeps its meaning; new ones may come. */
export const errorCodes = {
  discovery_failed: 'HelseID’s metadata could not be had, or is not the issuer’s',
  token_refused: 'HelseID answered with an OAuth error: see `error`; asking again in the same way does not help',
  nonce_loop: 'HelseID kept asking for another nonce',
  nonce_missing: 'HelseID asked for a nonce and gave none: something on the way strips the header DPoP-Nonce',
  invalid_response: 'the answer was no token answer: a web page, half a document, a token of the wrong type',
  redirected: 'the answer was a redirect, which HelseID never sends: a proxy or a login page stands in the way',
  too_large: 'the answer was larger than any token answer is',
  unavailable: 'HelseID answered 429 or 5xx to the end; see `retryAfter`',
  timeout: 'no whole answer came within the time limit',
  network: 'no answer came: no connection, or one that broke',
  key_unavailable: 'the client’s key could not be had, or does not sign',
  selvbetjening_refused: 'Selvbetjening answered with an error, or with what is no answer; see `status`',
  rotation_failed: 'a new key was not taken into use; the current one stays',
  body_not_replayable: 'the API asked for the request again, and its body could be read only once',
} as const satisfies Readonly<Record<string, string>>

export type HelseIdErrorCode = keyof typeof errorCodes

export interface HelseIdErrorDetails {
  readonly code: HelseIdErrorCode
  /** `error` of the OAuth answer. */
  readonly error?: string | undefined
  readonly errorDescription?: string | undefined
  /** HTTP status of the answer. */
  readonly status?: number | undefined
  /** How many requests were made for the token, or where metadata could not be had for that; challenges and retries included. */
  readonly attempts?: number | undefined
  /** The same in the error, in every event of the exchange, and nowhere else. */
  readonly correlationId?: string | undefined
  /** Seconds that HelseID asks to be left alone. */
  readonly retryAfter?: number | undefined
  /** Seconds that HelseID's clock is ahead of this machine's, where that is enough to matter. */
  readonly clockSkew?: number | undefined
  /** Whom the token was to be for. */
  readonly organization?: { readonly parent?: string; readonly child?: string } | undefined
  /** When the key that was refused ended, where that is known and past, in epoch milliseconds. */
  readonly keyExpiredAt?: number | undefined
  /** Where the twin says which rule was broken; only where the server is the twin. */
  readonly verdict?: string | undefined
  readonly cause?: unknown
}

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
  /** What went wrong, without the hints that `message` adds. */
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

  /** The same error, with more known of it, or told in other words. */
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
    ...(keyExpiredAt === undefined ? [] : [`the client’s key ended ${new Date(keyExpiredAt).toISOString()}`]),
    ...(clockSkew === undefined ? [] : [clockHint(clockSkew)]),
    ...(verdict === undefined ? [] : [`why: ${verdict}`]),
  ].join('; ')
}

function clockHint(skew: number): string {
  return `this machine’s clock is ${Math.abs(skew)} s ${skew > 0 ? 'behind' : 'ahead of'} HelseID’s`
}
