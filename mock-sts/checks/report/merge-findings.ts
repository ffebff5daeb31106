/** What a person need not read twice: equal findings of a result, and the reason that many results share. */
import type { CheckResult, Finding } from '../result.ts'

/** So many places are named at most; where there are more, the first two of them. */
const maxPlaces = 3

/** Findings that differ in nothing but where they were seen, as one that names the places. */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const equal = Map.groupBy(findings, ({ expected, seen, fix }) => JSON.stringify([expected, seen, fix]))
  return [...equal.values()].flatMap(([first, ...others]): Finding[] => {
    if (first === undefined || others.length === 0) return first === undefined ? [] : [first]
    const places = [first, ...others].flatMap(({ where }) => where ?? [])
    return [{ ...first, ...(places.length > 0 && { where: formatPlaces([...new Set(places)]) }) }]
  })
}

function formatPlaces(places: readonly string[]): string {
  if (places.length <= maxPlaces) return places.join(', ')
  return `${places.slice(0, 2).join(', ')} and ${places.length - 2} more`
}

/** The results that were not reached, by the reason, in the order in which they came. */
export function groupByReason(results: readonly CheckResult[]): ReadonlyMap<string, readonly CheckResult[]> {
  const unreached = results.filter(({ outcome }) => outcome === 'not reached')
  return Map.groupBy(unreached, ({ because }) => because ?? '')
}
