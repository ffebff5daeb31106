/** Asks a replay store whether a proof has been used, whatever the store does. */
import { errorOf } from '../thrown.ts'
import { within } from '../within.ts'
import type { ReplayStore } from './replay-store.ts'
import { TokenRefused } from './token-refused.ts'

/** Remembers the proof; true if it has been used. @throws {TokenRefused} 503 if the store does not say within `timeout` seconds */
export async function isReplayed(store: ReplayStore, id: string, until: number, timeout: number): Promise<boolean> {
  try {
    const known: unknown = await within(
      timeout,
      () => store.remember(id, until),
      () => new Error(`no answer within ${timeout} s`),
    )
    if (typeof known !== 'boolean') throw new TypeError('remember must return true or false')
    return known
  } catch (thrown) {
    const cause = thrown === undefined ? undefined : errorOf(thrown)
    if (cause instanceof TokenRefused) throw cause
    throw new TokenRefused('replay-store-unavailable', 'the store of used proofs could not be consulted', { cause })
  }
}
