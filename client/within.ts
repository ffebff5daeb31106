/** Waits for work up to a time limit; the work may continue in the background. */
import { abortable } from './abortable.ts'

/**
 * Resolves as `run` does, whatever it is: it may throw, reject, return no promise, or never end.
 * @throws what `run` throws, the error of `late` after `seconds`, or the signal's reason
 */
export async function within<T>(
  seconds: number,
  run: () => T | Promise<T>,
  late: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000)
  })
  try {
    return await abortable(() => Promise.race([(async () => run())(), end]), signal)
  } finally {
    clearTimeout(timer)
  }
}
