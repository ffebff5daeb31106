/** Makes the causes of errors fit to be logged: oauth4webapi's hold whole answers, in which there may be a token, jose's a token's claims. */
import { errors } from 'jose'
import { OperationProcessingError, ResponseBodyError, UnsupportedOperationError } from 'oauth4webapi'
import { forLog } from './diagnostics.ts'

/** The error itself, or one of the same message, code and stack without the answer or the claims. */
export function safeCause(error: unknown): unknown {
  const holdsMore =
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError ||
    error instanceof ResponseBodyError ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired
  if (!holdsMore) return error
  const { name, message, code, stack } = error
  return Object.assign(new Error(forLog(message)), { name, code, stack })
}
