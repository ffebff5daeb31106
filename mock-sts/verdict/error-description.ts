/** The broken rule in one line: in `error_description`, for libraries that log nothing else, and in a header. */
import { brokenRules, type Verdict, type VerdictRule } from './verdict.ts'

interface ErrorBody<Code extends string> {
  readonly error: Code
  readonly description?: string
}

/** HelseID's description, if any, followed by the deciding rule and its fix. */
export function explainedError<Code extends string>(error: ErrorBody<Code>, verdict: Verdict): ErrorBody<Code> {
  const [first] = brokenRules(verdict)
  if (first === undefined) return error
  const reason = `[helseid-mock ${first.id}] ${reasonOf(first)}`
  const description = error.description === undefined ? reason : `${error.description} ${reason}`
  return { ...error, description: permitted(description) }
}

/** A verdict as one line for a header: the deciding rule and its fix, and the names of the other broken rules. Undefined if none is. */
export function verdictLine(verdict: Verdict): string | undefined {
  const [first, ...others] = brokenRules(verdict)
  if (first === undefined) return undefined
  const also = others.length === 0 ? '' : ` (and ${others.length} more: ${others.map(({ id }) => id).join(', ')})`
  return permitted(`${first.id}: ${reasonOf(first)}${also}`)
}

function reasonOf({ expected, seen, fix }: VerdictRule): string {
  return `expected ${expected}, seen ${seen}. ${fix}`
}

/** `error_description` allows only printable ASCII, without quotation marks and backslashes. RFC 6749 5.2 */
function permitted(text: string): string {
  return text
    .replace(/["“”‘’]/g, "'")
    .replaceAll('\\', '/')
    .replace(/[^\x20-\x7e]/g, '?')
}
