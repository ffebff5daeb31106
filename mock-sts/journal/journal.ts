/** Keeps the newest requests, token requests with their verdict, up to a maximum number and a maximum size. */
import type { StsName } from 'helseid-contract'
import { type Scrubber, scrubber as usualScrubber } from '../http/secrets.ts'
import { brokenRules, type Verdict } from '../verdict/verdict.ts'
import { type Answered, answerWithoutSecrets, sizeOfAnswer } from './answered.ts'
import { type Received, sizeOf, withoutSecrets } from './received.ts'

export const endpointNames = [
  'token',
  'metadata',
  'jwks',
  'revocation',
  'introspection',
  'api',
  'selvbetjening',
  'test-token',
  'other',
] as const

export interface JournalEntry {
  readonly id: string
  /**
   * The flow that it belongs to, as the id of the first request in it: a nonce challenge and its retry, and the API calls with the token.
   * Its own id if it belongs to no earlier request.
   */
  readonly flow: string
  /** When it was received, in epoch milliseconds of the twin’s clock. */
  readonly at: number
  readonly sts: StsName
  /** The endpoint that was called. */
  readonly endpoint: (typeof endpointNames)[number]
  readonly method: string
  readonly url: string
  /** The client that the request names, registered or not. */
  readonly clientId?: string
  /** Status of the response. */
  readonly status: number
  /** `error` of the response; absent on success. */
  readonly error?: string
  /** The scenario that acted on it; absent if none did. */
  readonly scenario?: string
  /** The verdict on every rule; token requests only. */
  readonly verdict?: Verdict
}

export interface Journal {
  /** `received` is the request as received, `answered` its response; both are kept with the entry. */
  add(entry: JournalEntry, received?: Received, answered?: Answered): void
  find(id: string): JournalEntry | undefined
  /** The request as received, without secrets; undefined when the journal does not have it. */
  received(id: string): Received | undefined
  /** The response as sent, without secrets; undefined when the journal does not have it. */
  answered(id: string): Answered | undefined
  /** Oldest first. */
  readonly entries: readonly JournalEntry[]
  /** The newest `count` entries, or fewer if the journal has fewer; oldest first. */
  newest(count: number): readonly JournalEntry[]
  /** Number of entries dropped, oldest first, because the journal was full. */
  readonly dropped: number
  /** Size of everything the journal keeps, as `sizeOf` counts. */
  readonly bytes: number
  /** Resolves when the next request is received, when the signal aborts, or after this many milliseconds. */
  nextEntry(milliseconds: number, signal?: AbortSignal): Promise<void>
  /** Number of entries ever added, dropped ones included; `clear` does not change it. */
  readonly added: number
  /** Drops the oldest entry, to make room for other journals. */
  dropOldest(): void
  clear(): void
  /** Clears the journal, which then has other limits. */
  reset(limits: JournalLimits): void
}

export interface JournalLimits {
  readonly entries: number
  readonly bytes: number
  /** Called once, when the first request is dropped. */
  readonly onDropped?: (limit: 'journalEntries' | 'journalBytes') => void
  /** Called when an entry has been added. */
  readonly onAdded?: (() => void) | undefined
}

interface Remembered {
  readonly entry: JournalEntry
  readonly received: Received | undefined
  readonly answered: Answered | undefined
  readonly bytes: number
}

/** `scrubber` withholds the secrets of the requests that `received` returns. */
export function createJournal(start: JournalLimits, scrubber: Scrubber = usualScrubber): Journal {
  let limits = start
  let remembered: Remembered[] = []
  let bytes = 0
  let dropped = 0
  let added = 0
  let waiting = new Set<() => void>()
  const wake = () => {
    const awake = waiting
    waiting = new Set()
    for (const done of awake) done()
  }
  const dropOldest = () => {
    bytes -= remembered.shift()?.bytes ?? 0
    dropped += 1
  }
  // Backwards, because most callers need a new request.
  const at = (id: string) => remembered.findLast(({ entry }) => entry.id === id)
  const clear = () => {
    remembered = []
    bytes = 0
    dropped = 0
  }
  return {
    add(entry, received, answered) {
      const sizes = [entryBytes(entry), received ? sizeOf(received) : 0, answered ? sizeOfAnswer(answered) : 0]
      const size = sizes.reduce((sum, each) => sum + each, 0)
      added += 1
      remembered.push({ entry, received, answered, bytes: size })
      bytes += size
      while (remembered.length > limits.entries || bytes > limits.bytes) {
        const limit = remembered.length > limits.entries ? 'journalEntries' : 'journalBytes'
        dropOldest()
        if (dropped === 1) limits.onDropped?.(limit)
      }
      limits.onAdded?.()
      wake()
    },
    find: (id) => at(id)?.entry,
    received(id) {
      const found = at(id)?.received
      return found && withoutSecrets(found, scrubber)
    },
    answered(id) {
      const found = at(id)?.answered
      return found && answerWithoutSecrets(found, scrubber)
    },
    get entries() {
      return remembered.map(({ entry }) => entry)
    },
    newest: (count) => remembered.slice(-count).map(({ entry }) => entry),
    get dropped() {
      return dropped
    },
    get bytes() {
      return bytes
    },
    get added() {
      return added
    },
    nextEntry(milliseconds, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) {
          resolve()
          return
        }
        const timer = setTimeout(done, milliseconds)
        function done() {
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          waiting.delete(done)
          resolve()
        }
        signal?.addEventListener('abort', done)
        waiting.add(done)
      })
    },
    dropOldest,
    clear,
    reset(changed) {
      limits = changed
      clear()
    },
  }
}

/** Counts only what differs between requests: the rules that a request passed are shared objects. */
function entryBytes({ verdict, ...entry }: JournalEntry): number {
  return JSON.stringify({ ...entry, broken: verdict && brokenRules(verdict) }).length
}
