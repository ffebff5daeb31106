/** Removes what must not be logged from error causes: responses (oauth4webapi, undici) and claims of a token (jose). */
import { inspect } from 'node:util'
import { errors } from 'jose'
import { OperationProcessingError, ResponseBodyError, UnsupportedOperationError } from 'oauth4webapi'
import { forLog, reasonForLog } from './diagnostics.ts'

/** The error itself, or a copy with the same message, code and stack but without the response or claims. */
export function safeCause(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (holdsAnswer(error)) return copyOf(error)
  const cause = safeCause(error.cause)
  return cause === error.cause ? error : Object.assign(copyOf(error), { cause })
}

/** The error itself, or a new error with its redacted message if any of the secrets appears anywhere in it. */
export function causeWithout(secrets: readonly string[], error: unknown): unknown {
  const all = inspect(error, { depth: 10, maxStringLength: null, maxArrayLength: null, showHidden: true })
  if (!secrets.some((secret) => all.includes(secret))) return error
  return new Error(`${reasonForLog(error, ...secrets)} (details removed because they contained the key)`)
}

function holdsAnswer(error: Error): boolean {
  return (
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError ||
    error instanceof ResponseBodyError ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    // Undici throws it for a response that is not HTTP, with the bytes in `data`.
    error.name === 'HTTPParserError'
  )
}

function copyOf(error: Error & { code?: unknown }): Error {
  const { name, message, stack, code } = error
  // Callers recognize errors of fetch by their class.
  const copy = error instanceof TypeError ? new TypeError(forLog(message)) : new Error(forLog(message))
  return Object.assign(copy, { name, stack, ...(code !== undefined && { code }) })
}
