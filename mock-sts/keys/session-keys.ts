/** Signing keys for sessions, drawn from a pool in turn: no session waits for a key to be made. */
import { type StsName, stsNames } from 'helseid-contract'
import demoKeys from '../demo/session-keys.NOT-A-SECRET.json' with { type: 'json' }
import { generated } from './generate-key.ts'
import { type SigningKey, signingKey } from './signing-keys.ts'

export interface SessionKeys {
  /** A key for each STS of a session: other ones than the next eleven sessions have there. */
  next(): Readonly<Record<StsName, Promise<SigningKey>>>
}

/** How many keys there are. */
const poolSize = demoKeys.keys.length

/** `demo`: the committed ones, which everybody knows; `generated`: made when a session first draws them. */
export function createSessionKeys(kind: 'demo' | 'generated', now: () => number): SessionKeys {
  const pool: (Promise<SigningKey> | undefined)[] = []
  const make = async (index: number) => {
    const committed = demoKeys.keys[index]
    return signingKey(kind === 'demo' && committed ? committed : await generated(`session ${index}`, now()))
  }
  const keyAt = (index: number) => {
    const key = pool[index] ?? make(index)
    pool[index] = key
    return key
  }
  let drawn = 0
  return {
    next() {
      const first = drawn++
      const apart = Math.floor(poolSize / stsNames.length)
      const keys = stsNames.map((sts, index) => [sts, keyAt((first + index * apart) % poolSize)] as const)
      return Object.fromEntries(keys) as Record<StsName, Promise<SigningKey>>
    },
  }
}
