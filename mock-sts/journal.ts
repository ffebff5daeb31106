/**
 * Remembers the requests that came in for tokens, each with its verdict, and those at the protected API on which a scenario acted:
 * the newest ones, up to a bound.
 */
import type { StsName } from 'helseid-contract'
import type { Verdict } from './verdict.ts'

export interface JournalEntry {
  readonly id: string
  /** When it came in, in epoch milliseconds of the twin's clock. */
  readonly at: number
  readonly sts: StsName
  readonly method: string
  readonly url: string
  /** The client that the request names, registered or not. */
  readonly clientId?: string
  /** Status of the answer. */
  readonly status: number
  /** `error` of the answer, if it is one. */
  readonly error?: string
  /** The scenario that acted on it, if one did. */
  readonly scenario?: string
  /** Judged rules; on token requests only. */
  readonly verdict?: Verdict
}

export interface Journal {
  add(entry: JournalEntry): void
  find(id: string): JournalEntry | undefined
  readonly entries: readonly JournalEntry[]
  clear(): void
}

export function createJournal(limit: number): Journal {
  let entries: JournalEntry[] = []
  return {
    add(entry) {
      entries.push(entry)
      if (entries.length > limit) entries.shift()
    },
    find: (id) => entries.find((entry) => entry.id === id),
    get entries() {
      return entries
    },
    clear() {
      entries = []
    },
  }
}
