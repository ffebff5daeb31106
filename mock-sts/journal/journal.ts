/** Remembers the requests that came in, each token request with its verdict: the newest ones, up to two bounds. */
import type { StsName } from 'helseid-contract'
import { brokenRules, type Verdict } from '../verdict/verdict.ts'
import { type Received, sizeOf, withoutSecrets } from './received.ts'

export const endpointNames = ['token', 'metadata', 'jwks', 'api', 'selvbetjening', 'test-token', 'other'] as const

export interface JournalEntry {
  readonly id: string
  /** When it came in, in epoch milliseconds of the twin's clock. */
  readonly at: number
  readonly sts: StsName
  /** What was asked for. */
  readonly endpoint: (typeof endpointNames)[number]
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
  /** `received` is kept beside the entry, for whoever asks for it. */
  add(entry: JournalEntry, received?: Received): void
  find(id: string): JournalEntry | undefined
  /** The request as it came in, without secrets; undefined for one that is not remembered. */
  received(id: string): Received | undefined
  /** Oldest first. */
  readonly entries: readonly JournalEntry[]
  /** How many were dropped, the oldest first, because there were too many or they were too large. */
  readonly dropped: number
  /** Of all that is remembered, as `sizeOf` counts. */
  readonly bytes: number
  /** Resolves when the next request has come in, or after so many milliseconds. */
  nextEntry(milliseconds: number): Promise<void>
  clear(): void
}

export interface JournalLimits {
  readonly entries: number
  readonly bytes: number
  /** Told once, when the first request is dropped. */
  readonly onDropped?: () => void
}

interface Remembered {
  readonly entry: JournalEntry
  readonly received: Received | undefined
  readonly bytes: number
}

export function createJournal({ entries: limit, bytes: byteLimit, onDropped }: JournalLimits): Journal {
  let remembered: Remembered[] = []
  let bytes = 0
  let dropped = 0
  let waiting: (() => void)[] = []
  const wake = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  const dropOldest = () => {
    bytes -= remembered.shift()?.bytes ?? 0
    dropped += 1
    if (dropped === 1) onDropped?.()
  }
  const at = (id: string) => remembered.find(({ entry }) => entry.id === id)
  return {
    add(entry, received) {
      const size = entryBytes(entry) + (received === undefined ? 0 : sizeOf(received))
      remembered.push({ entry, received, bytes: size })
      bytes += size
      while (remembered.length > limit || bytes > byteLimit) dropOldest()
      wake()
    },
    find: (id) => at(id)?.entry,
    received(id) {
      const found = at(id)?.received
      return found && withoutSecrets(found)
    },
    get entries() {
      return remembered.map(({ entry }) => entry)
    },
    get dropped() {
      return dropped
    },
    get bytes() {
      return bytes
    },
    nextEntry(milliseconds) {
      return new Promise((resolve) => {
        const timer = setTimeout(done, milliseconds)
        function done() {
          clearTimeout(timer)
          waiting = waiting.filter((other) => other !== done)
          resolve()
        }
        waiting.push(done)
      })
    },
    clear() {
      remembered = []
      bytes = 0
      dropped = 0
    },
  }
}

/** Of what differs from request to request: rules that were kept are the same objects in all of them. */
function entryBytes({ verdict, ...entry }: JournalEntry): number {
  return JSON.stringify({ ...entry, broken: verdict && brokenRules(verdict) }).length
}
