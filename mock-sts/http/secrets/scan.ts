/** Replaces ranges of a text in one pass from its start to its end. */

/** A part of a text, and what replaces it. */
export interface Range {
  readonly start: number
  readonly end: number
  readonly instead: string
}

/**
 * Replaces what `rangeOf` returns for each match. A match inside a range that is already replaced is skipped, so that each
 * character is looked at a bounded number of times.
 */
export function withoutRanges(
  text: string,
  pattern: RegExp,
  rangeOf: (match: RegExpExecArray) => Range | undefined,
): string {
  let kept = ''
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index < from) continue
    const range = rangeOf(match)
    if (range === undefined) continue
    kept += text.slice(from, range.start) + range.instead
    from = range.end
  }
  return from === 0 ? text : kept + text.slice(from)
}

/**
 * Finds the first match at or after a position, or the end of the text. Reads the text once, although the positions may be
 * many, as long as they ascend.
 */
export function finder(pattern: RegExp, text: string): (from: number) => number {
  let searchedFrom = 0
  let found = -1
  return (from) => {
    if (from < searchedFrom || from > found) {
      pattern.lastIndex = from
      found = pattern.exec(text)?.index ?? text.length
      searchedFrom = from
    }
    return found
  }
}
