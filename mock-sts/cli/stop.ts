/** How `serve` stops: what it logs if its starter is gone, and in bounded time whatever is still open. */
import type { LogEvent } from '../journal/log.ts'
import type { ParentEnd } from './parent.ts'

/** How long closing may take, in milliseconds: Docker kills a container after ten seconds. */
const closeWithin = 5000

const ends: Readonly<Record<ParentEnd, string>> = {
  stdin: 'standard input was closed',
  parent: 'the parent process ended',
}

/** The twin stops because its starter is gone. */
export function parentGoneEvent(end: ParentEnd): LogEvent {
  return {
    level: 'info',
    message: `${ends[end]}, so the twin stops; --exit-with-parent=false keeps it running`,
    fields: { event: 'parent-gone', end },
  }
}

/** `--exit-with-parent` is set, but there is nothing to look at. */
export function noParentEvent(): LogEvent {
  return {
    level: 'warn',
    message:
      'note: --exit-with-parent has no effect, because the parent is process 0 or 1 and standard input is not a pipe: start the twin with a pipe as standard input, or stop it with a signal',
    fields: { event: 'note' },
  }
}

/** Resolves with the exit code when `close` has resolved; ends the process with 1 if that takes too long. */
export async function closeInTime(close: () => Promise<void>): Promise<number> {
  const timer = setTimeout(() => {
    console.error(`helseid-mock: not closed within ${closeWithin / 1000} seconds: ends anyway`)
    process.exit(1)
  }, closeWithin)
  await close()
  clearTimeout(timer)
  return 0
}
