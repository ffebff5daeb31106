/** What the frame shows on every page: active scenarios, the clock, and whether the twin answers. Refreshed while the page is visible. */
import { signal } from '@preact/signals'
import { type Clock, control, dataOf, type ScenarioInUse } from './control.ts'

/** Milliseconds between two refreshes. */
const interval = 5000

export interface TwinState {
  readonly inUse: readonly ScenarioInUse[]
  readonly clock: Clock
  /** Milliseconds by which the twin's clock is ahead of the browser's, when it was loaded. */
  readonly ahead: number
}

/** Undefined until it has been loaded once. */
export const twinState = signal<TwinState | undefined>(undefined)

/** `lost`: the newest refresh failed, and what is shown may be old. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting')

/** Loads the state now, as after a change that the page itself made. */
export async function refreshState(): Promise<void> {
  try {
    const [{ inUse }, clock] = await Promise.all([dataOf(control.GET('/scenarios')), dataOf(control.GET('/clock'))])
    twinState.value = { inUse, clock, ahead: Date.parse(clock.now) - Date.now() }
    connection.value = 'live'
  } catch {
    // Said in the bar on top; what is shown stays.
    connection.value = 'lost'
  }
}

/** Refreshes until the page is closed. */
export function watchState(): void {
  void refreshState()
  setInterval(() => {
    if (!document.hidden) void refreshState()
  }, interval)
}

/** Stops all scenarios. */
export async function stopAll(): Promise<void> {
  await dataOf(control.DELETE('/scenarios'))
  await refreshState()
}
