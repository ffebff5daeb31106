/** What happens in one twin or session, in order: a bounded list that streams read from, each at its own pace. */
import { limits } from '../limits.ts'

/** One event. Of a request only the id is kept, because the journal bounds its requests by size. */
export type TwinEvent =
  | { readonly name: 'request'; readonly requestId: string }
  | { readonly name: 'scenario-begun' | 'scenario-acted' | 'scenario-ended'; readonly data: object }
  | { readonly name: 'cleared'; readonly data: { readonly because: 'cleared' | 'reset' } }

export interface NumberedEvent {
  /** One more than that of the event before. */
  readonly number: number
  readonly event: TwinEvent
}

export interface Events {
  add(event: TwinEvent): void
  /** Number of the newest event; 0 before the first. */
  readonly last: number
  /** The oldest event of the list after `number`. If its number is not the next one, those between are forgotten. */
  after(number: number): NumberedEvent | undefined
  /** The id of an event, which no other twin and no other run of this twin gives out. */
  idOf(number: number): string
  /** The number of an event of this twin; undefined for any other id. */
  numberOf(id: string): number | undefined
  /** `changed` is called after each event, `ended` once, when the twin closes or the session ends. Returns a function that stops both. */
  listen(changed: () => void, ended: () => void): () => void
  /** Ends every stream. */
  end(): void
}

/** `run` is part of every id. */
export function createEvents(run: string): Events {
  let kept: NumberedEvent[] = []
  let last = 0
  const listeners = new Set<{ readonly changed: () => void; readonly ended: () => void }>()
  return {
    add(event) {
      last += 1
      // What came before a clearing no longer exists.
      if (event.name === 'cleared') kept = []
      kept.push({ number: last, event })
      // Cut now and then, because each cut copies the list.
      if (kept.length >= 2 * limits.events.value) kept = kept.slice(-limits.events.value)
      for (const { changed } of listeners) changed()
    },
    get last() {
      return last
    },
    after(number) {
      const [oldest] = kept
      return oldest && kept[Math.max(0, number + 1 - oldest.number)]
    },
    idOf: (number) => `${run}-${number}`,
    numberOf(id) {
      const [, of, digits] = /^([\w-]{1,64})-(\d{1,15})$/.exec(id) ?? []
      return of === run && Number(digits) <= last ? Number(digits) : undefined
    },
    listen(changed, ended) {
      const listener = { changed, ended }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end() {
      for (const { ended } of [...listeners]) ended()
    },
  }
}
