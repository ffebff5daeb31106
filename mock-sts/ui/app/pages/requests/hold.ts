/** When the list of requests does not move: after Pause, scrolled away from its top, or on a page with older rows. */
import { computed, effect, signal } from '@preact/signals'
import type { RequestSummary } from '../../api/control.ts'
import { journal } from '../../api/journal.ts'

/** Whether the reader has pressed Pause. */
export const paused = signal(false)

/** What was in the journal when the list stopped; undefined while it follows. */
const held = signal<readonly RequestSummary[] | undefined>(undefined)

/** What the list shows. */
export const shown = computed(() => held.value ?? journal.value)

/** The requests that arrived since the list stopped. */
export const news = computed<readonly RequestSummary[]>(() => {
  if (held.value === undefined) return []
  const known = new Set(held.value.map(({ id }) => id))
  return (journal.value ?? []).filter(({ id }) => !known.has(id))
})

/** The list stops at what it shows. */
export function hold(): void {
  held.value ??= journal.peek()
}

/** The list follows again, unless it is paused. */
export function follow(): void {
  if (!paused.peek()) held.value = undefined
}

/** Shows what has arrived, and follows from now on. */
export function showNews(): void {
  paused.value = false
  held.value = undefined
}

// Requests that were cleared do not stay on the page.
effect(() => {
  if (journal.value?.length === 0) held.value = undefined
})
