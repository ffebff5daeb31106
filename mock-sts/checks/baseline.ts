/** A baseline: known failures, and checks not reached, that are expected, so that only new ones count. */
import { closest } from '../http/closest.ts'
import { readJsonText } from '../http/json-text.ts'
import { type CheckResult, isMissed } from './result.ts'

export interface Baseline {
  /** Why each check is expected to fail, by its id. */
  readonly expectedFailures: Readonly<Record<string, string | ExpectedValue>>
}

/** A failure that is expected only as long as it looks as it did. */
export interface ExpectedValue {
  readonly why: string
  /** What its findings have as `seen`, in any order. */
  readonly seen: readonly string[]
}

function isExpectation(value: unknown): boolean {
  if (typeof value === 'string') return true
  const { why, seen, ...others } = Object(value)
  const isList = Array.isArray(seen) && seen.every((one) => typeof one === 'string')
  return typeof why === 'string' && isList && Object.keys(others).length === 0
}

/** @throws {TypeError} if the text is not a valid baseline; the message says why */
export function parseBaseline(text: string): Baseline {
  const baseline: unknown = readJsonText(text)
  const { expectedFailures, ...others } = Object(baseline)
  const isMap = typeof expectedFailures === 'object' && expectedFailures !== null && !Array.isArray(expectedFailures)
  if (!isMap || !Object.values(expectedFailures).every(isExpectation))
    throw new TypeError(
      'it must be { "expectedFailures": { "<id of a check>": "<why>" } }, or { "why": "<why>", "seen": ["<seen>"] } instead of "<why>"',
    )
  if (Object.keys(others).length > 0) throw new TypeError(`it has unknown members: ${Object.keys(others).join(', ')}`)
  return { expectedFailures }
}

/**
 * Marks the failures, and the checks not reached, that the baseline expects. An expected failure that does not occur becomes a failure itself,
 * so that the file stays up to date. `known` are ids that exist without a result, such as a rule that no request breaks.
 */
export function applyBaseline(
  results: readonly CheckResult[],
  { expectedFailures }: Baseline,
  known: readonly string[] = [],
): readonly CheckResult[] {
  const marked = results.map((result): CheckResult => {
    const why = expectedFailures[result.id]
    if (why === undefined) return result
    const isMet = result.outcome === 'failed' || result.outcome === 'not reached'
    if (result.outcome === 'failed' && typeof why === 'object' && !isSeen(result, why)) return otherValue(result, why)
    return isMet ? { ...result, expected: true } : { ...result, ...unmetExpectation(result.id) }
  })
  const ids = [...new Set([...results.map(({ id }) => id), ...known])]
  const missing = Object.keys(expectedFailures).filter((id) => !results.some((result) => result.id === id))
  return [
    ...marked,
    ...missing.map((id) => ({
      id,
      group: 'baseline',
      requires: 'Every failure that the baseline expects occurs',
      source: 'the baseline file',
      ...(ids.includes(id) ? unmetExpectation(id) : unknownId(id, ids)),
    })),
  ]
}

/** The current failures, and what was not reached although the given options should reach it, as a baseline. `why` is the reason for those that the old baseline does not list. */
export function toBaseline(results: readonly CheckResult[], why: string, old?: Baseline): Baseline {
  const open = results.filter((result) => result.outcome === 'failed' || isMissed(result)).map(({ id }) => id)
  return { expectedFailures: Object.fromEntries(open.map((id) => [id, old?.expectedFailures[id] ?? why])) }
}

function isSeen({ findings }: CheckResult, { seen }: ExpectedValue): boolean {
  const values = (list: readonly string[]) => JSON.stringify([...new Set(list)].sort())
  return values(findings.map((finding) => finding.seen)) === values(seen)
}

/** The check fails, but not as the baseline expects. */
function otherValue(result: CheckResult, { seen }: ExpectedValue): CheckResult {
  const finding = {
    where: 'the baseline',
    expected: `seen ${seen.join(', ')}`,
    seen: 'another value, above',
    fix: `Fix what changed, or correct ${result.id} in the baseline`,
  }
  return { ...result, findings: [...result.findings, finding] }
}

function unmetExpectation(id: string): Pick<CheckResult, 'outcome' | 'findings'> {
  const finding = {
    expected: 'a failure, according to the baseline',
    seen: 'the check does not fail',
    fix: `Remove ${id} from the baseline`,
  }
  return { outcome: 'failed', findings: [finding] }
}

/** `E04` for `E4`; otherwise the id that differs in the fewest letters. */
function nearest(id: string, ids: readonly string[]): string | undefined {
  const unpadded = (text: string) => text.replace(/0+(?=\d)/g, '').toLowerCase()
  return ids.find((known) => unpadded(known) === unpadded(id)) ?? closest(id, ids)
}

function unknownId(id: string, ids: readonly string[]): Pick<CheckResult, 'outcome' | 'findings'> {
  const similar = nearest(id, ids)
  const finding = {
    expected: 'the id of a check',
    seen: `unknown id ${id}`,
    fix:
      similar === undefined
        ? `Remove ${id} from the baseline`
        : `Did you mean ${similar}? Correct ${id} in the baseline`,
  }
  return { outcome: 'failed', findings: [finding] }
}
