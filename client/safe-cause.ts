/** Makes the causes of errors fit to be logged: oauth4webapi's hold whole answers, in which there may be a token. */
import { OperationProcessingError, ResponseBodyError, UnsupportedOperationError } from 'oauth4webapi'
import { forLog } from './diagnostics.ts'

/** The error itself, or one of the same message, code and stack without the answer. */
export function safeCause(error: unknown): unknown {
  const holdsAnswer =
    error instanceof OperationProcessingError ||
    error instanceof UnsupportedOperationError ||
    error instanceof ResponseBodyError
  if (!holdsAnswer) return error
  const { name, message, code, stack } = error
  return Object.assign(new Error(forLog(message)), { name, code, stack })
}
