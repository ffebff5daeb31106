/** Finds the known name that a misspelt one probably means. */
import { distance } from 'fastest-levenshtein'

/** Undefined if no name differs in at most three characters. */
export function closest(unknown: string, known: readonly string[]): string | undefined {
  const best = known
    .map((name) => ({ name, distance: distance(unknown.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= 3 ? best.name : undefined
}
