/** Lets one of many equal log lines a minute through, and counts the others. */

/** How often `key` occurred since its last line, this time included. Undefined if that line is less than a minute old. */
export type OnceAMinute = (key: string) => number | undefined

const minute = 60_000

/** `now` is in epoch milliseconds. It keeps every key, so there must be few. */
export function createOnceAMinute(now: () => number): OnceAMinute {
  const lines = new Map<string, { readonly at: number; since: number }>()
  return (key) => {
    const time = now()
    const last = lines.get(key)
    // A clock that went back counts as a new minute.
    if (last !== undefined && time >= last.at && time - last.at < minute) {
      last.since += 1
      return undefined
    }
    lines.set(key, { at: time, since: 0 })
    return (last?.since ?? 0) + 1
  }
}
