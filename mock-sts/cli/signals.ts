/** What a signal to stop does: until something has to be closed first, it ends the process at once. */
import { constants } from 'node:os'

type StopSignal = 'SIGINT' | 'SIGTERM'

let stop = (signal: StopSignal): void => process.exit(128 + constants.signals[signal])

// Imported first of all: a process that is number 1 in its container ignores what it has no handler for.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))

/** Resolves when the process is told to stop; from now on it does not end by itself. */
export async function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    stop = () => resolve()
  })
}
