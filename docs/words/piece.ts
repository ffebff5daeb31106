/** A piece of a file that the word list reads, with its place. */

/** `prose` is read as sentences; `identifiers` as names, split into their words. */
export type Scope = 'prose' | 'identifiers'

export interface Piece {
  readonly scope: Scope
  /** As long as the part of the file it stands for, so that an index in it is an index in the file. */
  readonly text: string
  /** Where it starts in the file, in characters. */
  readonly offset: number
}

/** Replaces each match by spaces, or by as many of the characters in `by`. */
export function blank(text: string, pattern: RegExp, by = ' '): string {
  return text.replace(pattern, (match) => by.repeat(match.length))
}

/** Hides what backticks quote: code in a sentence is not the sentence. It counts as one word, made of `x`. */
export function blankCode(text: string): string {
  return text.replace(/`[^`]+`/g, ({ length }) => `\`${'x'.repeat(length - 2)}\``)
}
