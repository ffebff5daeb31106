/** A store with random delays before and after each call takes effect, like a store across a network. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Store } from '../../../mock-sts/store/store.ts'

/** Maximum delay before a call takes effect, and again before it resolves, in turns of the event loop. */
const maxTurns = 8

/** `random` returns numbers like `Math.random`. With a seeded function the order of events is repeatable. */
export function delayedStore(store: Store, random: () => number = seededRandom(1)): Store {
  const pause = async () => {
    for (let turns = Math.floor(random() * maxTurns); turns > 0; turns--) await nextTurn()
  }
  const delayed = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name, receiver) {
        const call = Reflect.get(object, name, receiver) as (...given: unknown[]) => unknown
        return async (...given: unknown[]) => {
          await pause()
          const answer = await call.apply(object, given)
          await pause()
          return answer
        }
      },
    })
  return {
    records: (collection) => delayed(store.records(collection)),
    once: (name) => delayed(store.once(name)),
    scoped: (name, now) => delayedStore(store.scoped(name, now), random),
    clear: () => delayed(store).clear(),
  }
}

/** Mulberry32, a seeded generator. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
