/** A baseline: failures that are known and expected, so that only new ones count. */
import type { CheckResult } from './result.ts'

export interface Baseline {
  /** By id of the check: why it is expected to fail. */
  readonly expectedFailures: Readonly<Record<string, string>>
}

/** @throws {TypeError} saying what is wrong with the text */
export function parseBaseline(text: string): Baseline {
  const baseline: unknown = JSON.parse(text)
  const { expectedFailures, ...others } = Object(baseline)
  const isMap = typeof expectedFailures === 'object' && expectedFailures !== null && !Array.isArray(expectedFailures)
  if (!isMap || !Object.values(expectedFailures).every((why) => typeof why === 'string'))
    throw new TypeError('it must be { "expectedFailures": { "<id of a check>": "<why>" } }')
  if (Object.keys(others).length > 0) throw new TypeError(`it has the unknown member ${Object.keys(others).join(', ')}`)
  return { expectedFailures }
}

/**
 * Results as the baseline has them: a failure that it expects is marked, and one that it expects in vain is a failure itself, so that the
 * file is kept true.
 */
export function applyBaseline(results: readonly CheckResult[], { expectedFailures }: Baseline): readonly CheckResult[] {
  const marked = results.map((result): CheckResult => {
    const why = expectedFailures[result.id]
    if (why === undefined || result.outcome === 'not reached') return result
    return result.outcome === 'failed' ? { ...result, expected: true } : { ...result, ...inVain(result.id) }
  })
  // A rule that is kept has no result of its own.
  const missing = Object.keys(expectedFailures).filter((id) => !results.some((result) => result.id === id))
  return [
    ...marked,
    ...missing.map((id) => ({
      id,
      group: 'baseline',
      requires: 'The baseline is true',
      source: 'the baseline file',
      ...inVain(id),
    })),
  ]
}

/** What fails now, as a baseline. `why` is said of each that the old one does not know. */
export function toBaseline(results: readonly CheckResult[], why: string, old?: Baseline): Baseline {
  const failed = results.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)
  return { expectedFailures: Object.fromEntries(failed.map((id) => [id, old?.expectedFailures[id] ?? why])) }
}

function inVain(id: string): Pick<CheckResult, 'outcome' | 'findings'> {
  const finding = {
    expected: 'a failure, as the baseline says',
    seen: 'it does not fail any more',
    fix: `Take ${id} out of the baseline`,
  }
  return { outcome: 'failed', findings: [finding] }
}
