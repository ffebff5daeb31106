/** Says in `error_description` which rule was broken, for libraries that log nothing else. */
import type { OAuthErrorCode } from 'helseid-contract'
import { brokenRules, type Verdict } from './verdict.ts'

interface ErrorBody {
  readonly error: OAuthErrorCode
  readonly description?: string
}

/** HelseID's own description, if there is one, and after it the deciding rule with its fix. */
export function explainedError(error: ErrorBody, verdict: Verdict): ErrorBody {
  const [first] = brokenRules(verdict)
  if (first === undefined) return error
  const reason = `[helseid-mock ${first.id}] expected ${first.expected}, seen ${first.seen}. ${first.fix}`
  const description = error.description === undefined ? reason : `${error.description} ${reason}`
  return { ...error, description: permitted(description) }
}

/** `error_description` has neither quotation marks nor backslashes nor anything beyond ASCII. RFC 6749 5.2 */
function permitted(text: string): string {
  return text
    .replace(/["“”‘’]/g, "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7e]/g, '?')
}
