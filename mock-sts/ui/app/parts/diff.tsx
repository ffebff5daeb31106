/** A value that was seen, with what differs from the expected one struck out. */
import type { JSX } from 'preact'
import { Prose } from './prose.tsx'

/** What two texts have in common at their beginning and their end. */
function commonParts(one: string, other: string): { readonly start: number; readonly end: number } {
  const shorter = Math.min(one.length, other.length)
  let start = 0
  while (start < shorter && one[start] === other[start]) start++
  let end = 0
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++
  return { start, end }
}

/** Marks the difference only if most of the shorter text is the same; otherwise marks would say nothing. */
export function Diff({
  seen,
  expected,
}: {
  readonly seen: string
  readonly expected?: string | undefined
}): JSX.Element {
  const value = unquoted(seen, expected)
  const { start, end } = commonParts(value, expected ?? '')
  // Part of a text with backticks would not be set as code.
  const isAlike =
    expected !== undefined &&
    !value.includes('`') &&
    value !== expected &&
    (start + end) * 2 > Math.min(value.length, expected.length)
  return (
    <span class="diff" dir="auto" lang="en">
      {isAlike ? (
        <>
          {value.slice(0, start)}
          <mark class="out">{value.slice(start, value.length - end)}</mark>
          {value.slice(value.length - end)}
        </>
      ) : value === seen ? (
        // The twin's own words, which name members between backticks.
        <Prose text={value} />
      ) : (
        value
      )}
    </span>
  )
}

/** The twin quotes a string that it saw, but not the one that it expects. */
function unquoted(seen: string, expected: string | undefined): string {
  const isQuoted = /^".*"$/s.test(seen) && expected !== undefined && !expected.startsWith('"')
  return isQuoted ? seen.slice(1, -1) : seen
}
