/** Counts the requests that wait for others in one twin or session, and in the twin and its sessions together. */
import { type LimitName, limits } from '../limits.ts'

export interface Waiters {
  /** Name of the limit that is reached, or a function that ends the wait. */
  enter(): LimitName | (() => void)
  /** Counters for a session: its own, and these for all together. */
  session(): Waiters
}

/** `reached` is called with the limit whenever a request cannot wait. */
export function createWaiters(reached: (limit: LimitName) => void): Waiters {
  let all = 0
  const counter = (): Waiters => {
    let own = 0
    return {
      enter() {
        const full = own >= limits.waiters.value ? 'waiters' : all >= limits.allWaiters.value ? 'allWaiters' : undefined
        if (full !== undefined) {
          reached(full)
          return full
        }
        own += 1
        all += 1
        return () => {
          own -= 1
          all -= 1
        }
      },
      session: counter,
    }
  }
  return counter()
}
