/** Work that several callers wait for: it continues while one of them waits, and is aborted when all have given up. */
import { abortable } from './abortable.ts'

export interface SharedWork<T> {
  /** Waits for the work. @throws the signal's reason if `signal` aborts */
  join(signal?: AbortSignal): Promise<T>
}

/** `run` starts at once, and aborts its signal's work; `onEnd` is called when it ends or is given up. */
export function shareWork<T>(run: (signal: AbortSignal) => Promise<T>, onEnd: () => void): SharedWork<T> {
  const controller = new AbortController()
  const { signal: givenUp } = controller
  const work = run(givenUp).finally(() => {
    if (!givenUp.aborted) onEnd()
  })
  let waiting = 0
  return {
    async join(signal) {
      waiting++
      try {
        return await abortable(() => work, signal)
      } finally {
        waiting--
        if (waiting === 0 && signal?.aborted) {
          onEnd()
          controller.abort()
        }
      }
    },
  }
}
