/** The overview of the twin, which the frame shows on every page. Refreshed while the page is visible. */
import { signal } from '@preact/signals'
import { control, dataOf, type Overview } from './control.ts'

/** Milliseconds between two refreshes. */
const interval = 5000

/** Undefined until it has been loaded once. */
export const overviewState = signal<Overview | undefined>(undefined)

/** `lost`: the newest refresh failed, and what is shown may be old. */
export const connection = signal<'connecting' | 'live' | 'lost'>('connecting')

/** Loads the overview now, as after a change that the page itself made. */
export async function refreshState(): Promise<void> {
  try {
    overviewState.value = await dataOf(control.GET('/overview'))
    connection.value = 'live'
  } catch {
    // The bar on top says so; what is shown stays.
    connection.value = 'lost'
  }
}

/** Refreshes until the page is closed. */
export function watchState(): () => void {
  void refreshState()
  const timer = setInterval(() => {
    if (!document.hidden) void refreshState()
  }, interval)
  return () => clearInterval(timer)
}

/** Stops all scenarios. */
export async function stopAll(): Promise<void> {
  await dataOf(control.DELETE('/scenarios'))
  await refreshState()
}
