/** Secrets that are recognised by their value, because the twin knows it. */
import type { Mark } from './kinds.ts'
import { finder, withoutRanges } from './scan.ts'

/** Shorter secrets would be ordinary words. */
export const shortestKnown = 6

/** Replaces the secrets in a text. `known` is called each time, because the options of a twin can change. */
export function createKnownValues(known: () => readonly (string | undefined)[]): (text: string, mark: Mark) => string {
  let joined = ''
  let whole: RegExp | undefined
  let beginning: RegExp | undefined
  return (text, mark) => {
    const values = known().filter((value): value is string => value !== undefined && value.length >= shortestKnown)
    if (values.join('\n') !== joined) {
      joined = values.join('\n')
      const longFirst = values.toSorted((a, b) => b.length - a.length)
      whole = anyOf(longFirst)
      beginning = anyOf(longFirst.map((value) => value.slice(0, shortestKnown)))
    }
    const kept = whole === undefined ? text : text.replace(whole, () => mark('control-token'))
    return beginning === undefined || !kept.includes('…') ? kept : withoutCut(kept, beginning, mark)
  }
}

/** A verdict shortens what it quotes, so that a secret may be there in part. */
function withoutCut(text: string, beginning: RegExp, mark: Mark): string {
  const end = finder(/[^!-~]/g, text)
  return withoutRanges(text, beginning, ({ index }) => {
    const cut = end(index)
    if (text[cut] !== '…' || cut - index > 1030) return undefined
    return { start: index, end: cut + 1, instead: mark('control-token') }
  })
}

function anyOf(values: readonly string[]): RegExp | undefined {
  if (values.length === 0) return undefined
  return new RegExp(values.map((value) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi')
}
