/** The overview of the twin, which the frame shows on every page. Loaded again after events, at most once a second. */
import { effect, signal } from '@preact/signals'
import { control, dataOf, type Overview } from './control.ts'
import { connection, followEvents, onEvent } from './events.ts'

/** Milliseconds from an event to the overview that includes it. */
const pause = 1000

/** Undefined until it has been loaded once. */
export const overviewState = signal<Overview | undefined>(undefined)

/** Loads the overview now, as after a change that the page itself made. */
export async function refreshState(): Promise<void> {
  overviewState.value = await dataOf(control.GET('/overview'))
}

/** Follows the twin until the returned function is called. */
export function watchState(): () => void {
  let timer: number | undefined
  // A refusal or a broken connection is shown by the page that asks; the frame keeps what it has.
  const refresh = () => void refreshState().catch(() => undefined)
  refresh()
  const stops = [
    onEvent(() => {
      timer ??= window.setTimeout(() => {
        timer = undefined
        refresh()
      }, pause)
    }),
    effect(() => {
      if (connection.value === 'live') refresh()
    }),
    followEvents(),
  ]
  return () => {
    for (const stop of stops) stop()
    clearTimeout(timer)
  }
}

/** Stops all scenarios. */
export async function stopAll(): Promise<void> {
  await dataOf(control.DELETE('/scenarios'))
  await refreshState()
}
