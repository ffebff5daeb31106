/** The one error that the client throws for what went wrong outside the caller's code; misuse is a TypeError. */

export type HelseIdErrorCode =
  /** HelseID's metadata could not be had, or is not the issuer's. */
  | 'discovery_failed'
  /** HelseID answered with an OAuth error; see `error`. */
  | 'token_refused'
  /** HelseID kept asking for another nonce. */
  | 'nonce_loop'
  /** The answer was no token answer. */
  | 'invalid_response'
  /** No answer came. */
  | 'network'

export interface HelseIdErrorDetails {
  readonly code: HelseIdErrorCode
  /** `error` of the OAuth answer. */
  readonly error?: string | undefined
  readonly errorDescription?: string | undefined
  /** HTTP status of the answer. */
  readonly status?: number | undefined
  /** How many requests were made. */
  readonly attempts?: number | undefined
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
  readonly verdict: string | undefined

  constructor(message: string, details: HelseIdErrorDetails) {
    const { code, error, errorDescription, status, attempts, verdict, cause } = details
    super(verdict === undefined ? message : `${message}; why: ${verdict}`, { cause })
    this.code = code
    this.error = error
    this.errorDescription = errorDescription
    this.status = status
    this.attempts = attempts
    this.verdict = verdict
  }
}
