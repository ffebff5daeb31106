/** Waits for work until a signal aborts; work that ignores the signal continues in the background. */

/** Removes its listener when done, because a signal may outlive many calls. @throws the signal's reason */
export async function abortable<T>(run: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted()
  const running = run()
  if (signal === undefined) return running
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    // The signal may have aborted while `run` started.
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
