/** A value that was seen, with what differs from the expected one struck out or underlined. */
import type { JSX } from 'preact'

/** What two texts have in common at their beginning and their end. */
export function commonParts(one: string, other: string): { readonly start: number; readonly end: number } {
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
  const { start, end } = commonParts(seen, expected ?? '')
  const isAlike =
    expected !== undefined && seen !== expected && (start + end) * 2 > Math.min(seen.length, expected.length)
  return (
    <span class="diff" dir="auto" lang="en">
      {isAlike ? (
        <>
          {seen.slice(0, start)}
          <mark class="out">{seen.slice(start, seen.length - end)}</mark>
          {seen.slice(seen.length - end)}
        </>
      ) : (
        seen
      )}
    </span>
  )
}
