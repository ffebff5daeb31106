/** Finds the known name that a misspelt one probably means. */
import { distance } from 'fastest-levenshtein'

/** Undefined if none is close: with at most three letters wrong and a third of all, or with the same letters in another order. */
export function closest(unknown: string, known: readonly string[]): string | undefined {
  const given = unknown.toLowerCase()
  const [best] = known
    .map((name) => ({ name, distance: distance(given, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  if (best === undefined || best.distance > 3) return undefined
  const isClose = best.distance <= Math.max(given.length, best.name.length) / 3
  return isClose || letters(given) === letters(best.name.toLowerCase()) ? best.name : undefined
}

/** `; did you mean "…"?` for a message, or nothing if no known name is close. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  const best = closest(unknown, known)
  return best === undefined ? '' : `; did you mean "${best}"?`
}

function letters(word: string): string {
  return [...word].sort().join('')
}
