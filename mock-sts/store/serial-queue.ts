/** Changes that happen one after the other, in the order in which they were asked for. */

export type SerialQueue = <T>(change: () => Promise<T>) => Promise<T>

/** A change that fails does not keep the next one from happening. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return (change) => {
    const changed = last.then(change, change)
    last = changed
    return changed
  }
}
