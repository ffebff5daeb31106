/** Handles the signals that stop a process: they end it at once, unless a command waits for `stopSignal` to close something first. */
import { constants } from 'node:os'
import { isatty } from 'node:tty'

/** Windows has SIGBREAK for Ctrl+Break; elsewhere it does not exist. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

type StopSignal = (typeof signals)[number]

/** npm passes Ctrl+C on to a process that the terminal has already sent it to: within this time, in milliseconds, both are one. */
const sameSignal = 300

// At the start, because a terminal that has hung up is no longer one.
const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor))

const end = (signal: StopSignal): void => process.exit(128 + constants.signals[signal])
let stop = end

// Imported first, because PID 1 in a container ignores signals that have no handler.
for (const signal of signals)
  process.on(signal, () => {
    // Node undoes what nohup has set, so the twin itself outlives a terminal that it does not use.
    if (signal !== 'SIGHUP' || hasTerminal) stop(signal)
  })

/** Resolves on the next stop signal, or with `sooner`. From then on, another signal ends the process at once. */
export async function stopSignal<T>(sooner: Promise<T>): Promise<StopSignal | T> {
  const stopped = await Promise.race([
    new Promise<StopSignal>((resolve) => {
      stop = resolve
    }),
    sooner,
  ])
  const since = performance.now()
  // Keeps the handlers: as soon as nothing is left to do, Node removes them, and the same signal again would kill the process.
  setTimeout(() => undefined, sameSignal)
  stop = (signal) => {
    if (performance.now() - since > sameSignal) end(signal)
  }
  return stopped
}
