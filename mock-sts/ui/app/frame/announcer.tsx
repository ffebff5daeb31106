/** What is read to users of screen readers when something changes without moving the focus. */
import { signal } from '@preact/signals'
import type { JSX } from 'preact'

const said = signal('')

/** Politely: it waits until the reader is idle. */
export function announce(text: string): void {
  // The same text twice would not be read again.
  said.value = said.value === text ? `${text}\u00a0` : text
}

export function Announcer(): JSX.Element {
  return (
    <div class="unseen" role="status" aria-live="polite">
      {said}
    </div>
  )
}
