/** The overview of the twin, which the frame shows on every page. Loaded again after events, at most once a second. */
import { effect, signal } from '@preact/signals'
import { control, dataOf, type Overview, Refusal } from './control.ts'
import { connection, followEvents, onEvent } from './events.ts'

/** Milliseconds from an event to the overview that includes it. */
const pause = 1000

/** Undefined until it has been loaded once. */
export const overviewState = signal<Overview | undefined>(undefined)

/** Why the newest attempt to load it failed. */
export const overviewProblem = signal<Error | undefined>(undefined)

/** When the twin was started again, in epoch milliseconds, since this page was opened; undefined until then, and once the reader has seen it. */
export const restartedAt = signal<number | undefined>(undefined)

/** Loads the overview now, as after a change that the page itself made. */
export async function refreshState(): Promise<void> {
  const newest = await dataOf(control.GET('/overview'))
  const known = overviewState.peek()
  if (known !== undefined && newest.startedAt !== known.startedAt) restartedAt.value = newest.startedAt
  overviewState.value = newest
  overviewProblem.value = undefined
}

/** The same, for a caller that does not wait. */
export function tryRefresh(): void {
  refreshState().catch((error: Error) => {
    overviewProblem.value = error
  })
}

/** Follows the twin until the returned function is called. */
export function watchState(): () => void {
  let timer: number | undefined
  // The overview shows the problem; the frame keeps what it has.
  tryRefresh()
  const stops = [
    onEvent(() => {
      timer ??= window.setTimeout(() => {
        timer = undefined
        tryRefresh()
      }, pause)
    }),
    effect(() => {
      if (connection.value === 'live') tryRefresh()
    }),
    followEvents(),
  ]
  return () => {
    for (const stop of stops) stop()
    clearTimeout(timer)
  }
}

/** Stops one use of scenarios. */
export async function stopUse(id: string): Promise<void> {
  try {
    await dataOf(control.DELETE('/scenarios/{id}', { params: { path: { id } } }))
  } catch (error) {
    // It has just ended by itself.
    if (!(error instanceof Refusal && error.status === 404)) throw error
  }
  await refreshState()
}

/** Stops all scenarios. */
export async function stopAll(): Promise<void> {
  await dataOf(control.DELETE('/scenarios'))
  await refreshState()
}
