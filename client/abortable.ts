/** Waits for work for as long as a signal lets it; work that does not mind the signal goes on, and nobody waits for it. */

/** Leaves no listener behind: a signal may outlive many calls. @throws the signal's reason */
export async function abortable<T>(run: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  signal?.throwIfAborted()
  const running = run()
  if (signal === undefined) return running
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    // While the work began.
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
