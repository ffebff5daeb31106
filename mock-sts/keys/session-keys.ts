/** Signing keys for sessions, taken from a pool in turn, so that sessions do not wait for keys to be generated. */
import { type StsName, stsNames } from 'helseid-contract'
import demoKeys from '../demo/session-keys.NOT-A-SECRET.json' with { type: 'json' }
import { generated } from './generate-key.ts'
import { type SigningKey, signingKey } from './signing-keys.ts'

export interface SessionKeys {
  /** A key for each STS of a session. The next eleven sessions get other keys. */
  next(): Readonly<Record<StsName, Promise<SigningKey>>>
}

/** Number of keys in the pool. */
const poolSize = demoKeys.keys.length

/** `demo`: the committed keys, which are public. `generated`: each key is generated when a session first needs it. */
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
