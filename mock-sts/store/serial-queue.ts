/** A queue that makes changes one after another, in order. */

export type SerialQueue = <T>(change: () => Promise<T>) => Promise<T>

/** A failed change does not stop the next one. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return (change) => {
    const changed = last.then(change, change)
    last = changed
    return changed
  }
}
