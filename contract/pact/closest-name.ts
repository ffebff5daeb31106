/** Finds the known name that a misspelt one probably means. Own code, because `helseid-contract` has no dependencies. */

/** ` (did you mean "…"?)` for a message, or nothing if no known name is close: at most three letters differ, and a third of all. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  const given = unknown.toLowerCase()
  const [best] = known
    .map((name) => ({ name, distance: distance(given, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  if (best === undefined || best.distance > Math.min(3, Math.max(given.length, best.name.length) / 3)) return ''
  return ` (did you mean "${best.name}"?)`
}

/** The Levenshtein distance. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (let at = 1; at <= to.length; at += 1) {
      const same = (row[at - 1] ?? 0) + (to[at - 1] === letter ? 0 : 1)
      next.push(Math.min(same, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
