/** Avoids repetition in reports: merges equal findings, and groups results that share a reason. */
import type { CheckResult, Finding, Outcome } from '../result.ts'

/** The maximum number of places that are named; if there are more, only the first two are. */
const maxPlaces = 3

/** Merges findings that differ only in `where` into one that lists the places. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const equal = Map.groupBy(findings, ({ expected, seen, fix }) => JSON.stringify([expected, seen, fix]))
  return [...equal.values()].flatMap(([first, ...others]): Finding[] => {
    if (first === undefined || others.length === 0) return first === undefined ? [] : [first]
    const places = [first, ...others].flatMap(({ where }) => where ?? [])
    return [{ ...first, ...(places.length > 0 && { where: formatPlaces([...new Set(places)]) }) }]
  })
}

function formatPlaces(places: readonly string[]): string {
  if (places.length <= maxPlaces) return byField(places).join(', ')
  return `${places.slice(0, 2).join(', ')} and ${places.length - 2} more`
}

/** One field of several answers, such as `the token: header Pragma`, is named once: `header Pragma (challenge, token)`. */
function byField(places: readonly string[]): readonly string[] {
  const fields = Map.groupBy(places, (place) => /^the [a-z]+: (.+)$/.exec(place)?.[1] ?? place)
  return [...fields].flatMap(([field, same]) => {
    const isInAnswers = same.length > 1 && !same.includes(field)
    const answers = same.map((place) => place.slice('the '.length).split(': ')[0])
    return isInAnswers ? [`${field} (${answers.join(', ')})`] : same
  })
}

/** The results that were not reached, grouped by reason, in their original order. */
export function groupByReason(results: readonly CheckResult[]): ReadonlyMap<string, readonly CheckResult[]> {
  const unreached = results.filter(({ outcome }) => outcome === 'not reached')
  return Map.groupBy(unreached, ({ because }) => because ?? '')
}

/** How many of the results with an outcome a baseline expects; empty if none. */
export function expectedText(results: readonly CheckResult[], outcome: Outcome): string {
  const expected = results.filter((result) => result.outcome === outcome && result.expected === true).length
  return expected === 0 ? '' : ` (${expected} expected)`
}

/** A fix that is at least as long as this is printed once. */
const longFix = 120

/** Replaces a long fix that an earlier result has by a reference to that result. */
export function withSharedFixes(results: readonly CheckResult[]): readonly CheckResult[] {
  const firstWith = new Map<string, string>()
  return results.map((result) => {
    const findings = result.findings.map((finding): Finding => {
      const { fix = '' } = finding
      const first = firstWith.get(fix)
      if (first !== undefined && first !== result.id) return { ...finding, fix: `The same as for ${first}` }
      if (fix.length >= longFix) firstWith.set(fix, result.id)
      return finding
    })
    return { ...result, findings }
  })
}
