/** A baseline: known failures, and checks not reached, that are expected, so that only new ones count. */
import { readJsonText } from '../http/json-text.ts'
import { type CheckResult, isMissed } from './result.ts'

export interface Baseline {
  /** Why each check is expected to fail, by its id. */
  readonly expectedFailures: Readonly<Record<string, string>>
}

/** @throws {TypeError} if the text is not a valid baseline; the message says why */
export function parseBaseline(text: string): Baseline {
  const baseline: unknown = readJsonText(text)
  const { expectedFailures, ...others } = Object(baseline)
  const isMap = typeof expectedFailures === 'object' && expectedFailures !== null && !Array.isArray(expectedFailures)
  if (!isMap || !Object.values(expectedFailures).every((why) => typeof why === 'string'))
    throw new TypeError('it must be { "expectedFailures": { "<id of a check>": "<why>" } }')
  if (Object.keys(others).length > 0) throw new TypeError(`it has unknown members: ${Object.keys(others).join(', ')}`)
  return { expectedFailures }
}

/**
 * Marks the failures, and the checks not reached, that the baseline expects. An expected failure that does not occur becomes a failure itself,
 * so that the file stays up to date.
 */
export function applyBaseline(results: readonly CheckResult[], { expectedFailures }: Baseline): readonly CheckResult[] {
  const marked = results.map((result): CheckResult => {
    const why = expectedFailures[result.id]
    if (why === undefined) return result
    const isMet = result.outcome === 'failed' || result.outcome === 'not reached'
    return isMet ? { ...result, expected: true } : { ...result, ...unmetExpectation(result.id) }
  })
  // A rule that no request breaks has no result.
  const missing = Object.keys(expectedFailures).filter((id) => !results.some((result) => result.id === id))
  return [
    ...marked,
    ...missing.map((id) => ({
      id,
      group: 'baseline',
      requires: 'Every failure that the baseline expects occurs',
      source: 'the baseline file',
      ...unmetExpectation(id),
    })),
  ]
}

/** The current failures, and what was not reached, as a baseline. `why` is the reason for those that the old baseline does not list. */
export function toBaseline(results: readonly CheckResult[], why: string, old?: Baseline): Baseline {
  const open = results.filter((result) => result.outcome === 'failed' || isMissed(result)).map(({ id }) => id)
  return { expectedFailures: Object.fromEntries(open.map((id) => [id, old?.expectedFailures[id] ?? why])) }
}

function unmetExpectation(id: string): Pick<CheckResult, 'outcome' | 'findings'> {
  const finding = {
    expected: 'a failure, according to the baseline',
    seen: 'the check does not fail',
    fix: `Remove ${id} from the baseline`,
  }
  return { outcome: 'failed', findings: [finding] }
}
