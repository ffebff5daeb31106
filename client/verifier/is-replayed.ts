/** Asks a replay store whether a proof has been used, whatever the store does. */
import type { ReplayStore } from './replay-store.ts'
import { TokenRefused } from './token-refused.ts'

/** Remembers the proof; true if it has been used. @throws {TokenRefused} 503 if the store does not say within `timeout` seconds */
export async function isReplayed(store: ReplayStore, id: string, until: number, timeout: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeout} s`)), timeout * 1000)
  })
  try {
    // A function of its own, because a store may also throw before it returns a promise.
    const known: unknown = await Promise.race([(async () => store.remember(id, until))(), late])
    if (typeof known !== 'boolean') throw new TypeError('remember must return true or false')
    return known
  } catch (cause) {
    if (cause instanceof TokenRefused) throw cause
    throw new TokenRefused('replay-store-unavailable', 'the store of used proofs could not be consulted', { cause })
  } finally {
    clearTimeout(timer)
  }
}
