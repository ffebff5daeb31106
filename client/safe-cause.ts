/** Makes the causes of errors fit to be logged: oauth4webapi's and undici's hold whole answers, in which there may be a token, jose's a token's claims. */
import { inspect } from 'node:util'
import { errors } from 'jose'
import { OperationProcessingError, ResponseBodyError, UnsupportedOperationError } from 'oauth4webapi'
import { forLog, reasonForLog } from './diagnostics.ts'

/** The error itself, or one of the same message, code and stack without the answer or the claims. */
export function safeCause(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (holdsAnswer(error)) return copyOf(error)
  const cause = safeCause(error.cause)
  return cause === error.cause ? error : Object.assign(copyOf(error), { cause })
}

/** The error itself, or where one of the secrets is anywhere in it, one that says as much. */
export function causeWithout(secrets: readonly string[], error: unknown): unknown {
  const all = inspect(error, { depth: 10, maxStringLength: null, maxArrayLength: null, showHidden: true })
  if (!secrets.some((secret) => all.includes(secret))) return error
  return new Error(`${reasonForLog(error, ...secrets)} (without what it said of the key)`)
}

function holdsAnswer(error: Error): boolean {
  return (
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError ||
    error instanceof ResponseBodyError ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    // Undici's, for an answer that is no HTTP: the bytes are its `data`.
    error.name === 'HTTPParserError'
  )
}

function copyOf(error: Error & { code?: unknown }): Error {
  const { name, message, stack, code } = error
  // Whoever calls an API tells by the class what fetch throws.
  const copy = error instanceof TypeError ? new TypeError(forLog(message)) : new Error(forLog(message))
  return Object.assign(copy, { name, stack, ...(code !== undefined && { code }) })
}
