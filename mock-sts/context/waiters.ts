/** Counts the requests that stay open in one twin or session, and in the twin and its sessions together. */
import { type LimitName, limits } from '../limits.ts'

/** The limits of one kind of request: for one twin or session, and for all together. */
export interface WaiterLimits {
  readonly own: LimitName
  readonly all: LimitName
}

export interface Waiters {
  /** Name of the limit that is reached, or a function that ends the wait. */
  enter(): LimitName | (() => void)
  /** Counters for a session: its own, and these for all together. */
  session(): Waiters
}

/** `reached` is called with the limit whenever a request cannot wait. Default: the limits of requests that wait for others. */
export function createWaiters(
  reached: (limit: LimitName) => void,
  names: WaiterLimits = { own: 'waiters', all: 'allWaiters' },
): Waiters {
  let all = 0
  const counter = (): Waiters => {
    let own = 0
    return {
      enter() {
        const full = own >= limits[names.own].value ? names.own : all >= limits[names.all].value ? names.all : undefined
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
