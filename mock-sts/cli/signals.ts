/** Handles SIGINT and SIGTERM: they end the process at once, unless a command waits for `stopSignal` to close something first. */
import { constants } from 'node:os'

type StopSignal = 'SIGINT' | 'SIGTERM'

let stop = (signal: StopSignal): void => process.exit(128 + constants.signals[signal])

// Imported first, because PID 1 in a container ignores signals that have no handler.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal))

/** Resolves on the next stop signal; from this call on, the signal no longer ends the process. */
export async function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    stop = () => resolve()
  })
}
