/** Changes that happen one after the other, in the order in which they were asked for. */

export type InTurn = <T>(change: () => Promise<T>) => Promise<T>

/** A change that fails does not keep the next one from happening. */
export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (change) => {
    const changed = last.then(change, change)
    last = changed
    return changed
  }
}
