/** What an entry of the word list is: words that this project does not write, and what it writes instead. */
import type { Scope } from './piece.ts'

export interface Entry {
  /**
   * A word, a phrase or a pattern, in any case. A space is any white space, line breaks included. In the scope `identifiers` it is
   * matched with the words of a name: `asked sts` is `askedSts`, `asked_sts` and `asked-sts`.
   */
  readonly find: string | RegExp
  /** What to write, or the choices. */
  readonly write: string | readonly string[]
  readonly scope: Scope
  readonly exceptions?: readonly Exception[]
}

/** Where the words may stay. At least one of `files` and `phrase` is given; with both, both must hold. */
export interface Exception {
  /** Why. */
  readonly reason: string
  /** A glob, from the root of the repository. */
  readonly files?: string
  /** The text around the words, as it is in the file; in the scope `identifiers`, the whole name. */
  readonly phrase?: string
}
