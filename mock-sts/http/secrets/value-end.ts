/** Where the value of a named secret ends, in JSON, a form, a configuration, a command or prose. */
import { finder } from './scan.ts'

export interface Value {
  readonly start: number
  readonly end: number
}

/** Reads values of one text; positions must ascend. */
export interface ValueReader {
  /** `line`: the value may have spaces and ends its line. */
  at(start: number, line: boolean): Value
}

export function createValueReader(text: string): ValueReader {
  const hardEnd = finder(/[&;"'`<>|\r\n\u2028\u2029]|\\{1,8}[rn]/g, text)
  const space = finder(/\s/g, text)
  return {
    at(start, line) {
      const opening = /^\(?(?:[a-z]\w{0,11}\(|[bufr@$]{1,2})?(\\{0,8})(["'`])/i.exec(text.slice(start, start + 24))
      if (opening !== null) {
        const [whole, escapes = '', quote = ''] = opening
        const from = start + whole.length
        return { start: from, end: closingQuote(text, from, escapes.length, quote) }
      }
      const from = text[start] === '(' && text[start + 1] !== 'w' ? start + 1 : start
      const end = line ? hardEnd(from) : Math.min(hardEnd(from), space(from))
      return { start: from, end: withFurtherLines(text, from, withoutPunctuation(text, from, end)) }
    },
  }
}

const furtherLine = /\s{1,80}([\w+/-]+={0,2})(?=\s|$|["'<&])/y

/** The end of the lines of base64 that begin with the value. */
function withFurtherLines(text: string, start: number, end: number): number {
  let at = end
  let isLong = /^[\w+/-]{40,}={0,2}$/.test(text.slice(start, Math.min(end, start + 4000)))
  while (isLong) {
    furtherLine.lastIndex = at
    const [whole = '', line = ''] = furtherLine.exec(text) ?? []
    at += whole.length
    isLong = line.length >= 40
  }
  return at
}

/** A quote with as many backslashes as the opening one. */
function closingQuote(text: string, start: number, escapes: number, quote: string): number {
  let at = start
  for (;;) {
    at = text.indexOf(quote, at)
    if (at < 0) return text.length
    let backslashes = 0
    while (text[at - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes <= escapes || (escapes === 0 && backslashes % 2 === 0)) return at - Math.min(backslashes, escapes)
    at += 1
  }
}

/** What closes a list or a sentence is not part of the value. */
function withoutPunctuation(text: string, start: number, end: number): number {
  let at = end
  while (at > start && end - at < 16 && /[\s,)\]}.]/.test(text[at - 1] ?? '')) at -= 1
  return at
}
