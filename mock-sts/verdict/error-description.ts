/** Adds the broken rule to `error_description`, for libraries that log nothing else. */
import type { OAuthErrorCode } from 'helseid-contract'
import { brokenRules, type Verdict } from './verdict.ts'

interface ErrorBody {
  readonly error: OAuthErrorCode
  readonly description?: string
}

/** HelseID's description, if any, followed by the deciding rule and its fix. */
export function explainedError(error: ErrorBody, verdict: Verdict): ErrorBody {
  const [first] = brokenRules(verdict)
  if (first === undefined) return error
  const reason = `[helseid-mock ${first.id}] expected ${first.expected}, seen ${first.seen}. ${first.fix}`
  const description = error.description === undefined ? reason : `${error.description} ${reason}`
  return { ...error, description: permitted(description) }
}

/** `error_description` allows only printable ASCII, without quotation marks and backslashes. RFC 6749 5.2 */
function permitted(text: string): string {
  return text
    .replace(/["“”‘’]/g, "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7e]/g, '?')
}
