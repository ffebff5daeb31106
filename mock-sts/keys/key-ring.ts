/** The signing keys of an STS: which one signs, which are published, which have been retired. */

import type { Records } from '../store/records.ts'
import { createSerialQueue } from '../store/serial-queue.ts'
import type { KeyRecord, KeyState } from './key-records.ts'
import { type KeyMaterial, materialOf, type SigningKey, signingKey } from './signing-keys.ts'

export type { KeyState }

export interface KeyRing {
  /** The key that signs; one that is being made is waited for. */
  active(): Promise<SigningKey>
  /** Those in the JWKS: published ones and the active one, in the order in which they were published. */
  published(): Promise<readonly SigningKey[]>
  /** Those only at `expired_jwks_uri`. */
  retired(): readonly SigningKey[]
  /** Every key by its `kid`, with its state. */
  list(): Promise<readonly { readonly kid: string; readonly state: KeyState }[]>
  /** Makes the next key beforehand, so that `publish` need not wait for it: a busy machine takes seconds. */
  prepare(): Promise<void>
  /** Makes a key and publishes it, so that APIs can fetch it before it signs; resolves with its `kid`. */
  publish(): Promise<string>
  /** Lets a published key sign; the one before stays published. @throws {TypeError} for a `kid` that is not published */
  activate(kid: string): Promise<void>
  /** Takes a key out of the JWKS. @throws {TypeError} for the active one, or a `kid` that is not published */
  retire(kid: string): Promise<void>
}

/** A key ring, seen from inside the twin. */
export interface TwinKeyRing extends KeyRing {
  /** Makes a change, called `name`, once until `reset`: concurrent and later callers share it. One that fails can be tried again. */
  changeOnce(name: string, change: (keys: TwinKeyRing) => Promise<void>): Promise<void>
  /** Back to the first key. */
  reset(): Promise<void>
}

/** The local copy of a record: requests are served from these alone. */
interface Entry {
  readonly key: Promise<SigningKey>
  state: KeyState
}

/** `make` makes the material of a further key; `records` are those of the STS. */
export function createKeyRing(
  first: Promise<SigningKey>,
  make: () => Promise<KeyMaterial>,
  records: Records<KeyRecord>,
): TwinKeyRing {
  // Of two requests for the same change the second is refused, because it finds the first one made.
  const enqueue = createSerialQueue()
  const changes = new Map<string, Promise<void>>()
  let entries: Entry[] = []
  let active: Entry
  let retiredKeys: SigningKey[] = []
  let prepared: ReturnType<typeof make> | undefined
  /** The first key is kept, before any other, when there is something to keep: it may still be in the making. */
  let firstIsStored = false

  const begin = () => {
    active = { key: first, state: 'active' }
    entries = [active]
    retiredKeys = []
    prepared = undefined
    changes.clear()
  }
  const store = async (key: SigningKey, state: KeyState) => {
    const { material = materialOf(key) } = (await records.get(key.kid))?.value ?? {}
    await records.put(key.kid, { material, state })
  }
  const storeFirst = async () => {
    if (!firstIsStored) await store(await first, 'active')
    firstIsStored = true
  }
  const change = (kid: string, act: (entry: Entry, key: SigningKey) => Promise<void>): Promise<void> =>
    enqueue(async () => {
      const keys = await Promise.all(entries.map(({ key }) => key))
      const index = keys.findIndex((key, at) => key.kid === kid && entries[at]?.state !== 'retired')
      const [entry, key] = [entries[index], keys[index]]
      if (entry === undefined || key === undefined) throw new TypeError(`no published key has the kid "${kid}"`)
      await storeFirst()
      await act(entry, key)
    })

  begin()
  const keyRing: TwinKeyRing = {
    active: () => active.key,
    published: () => Promise.all(entries.filter(({ state }) => state !== 'retired').map(({ key }) => key)),
    retired: () => retiredKeys,
    list: () => Promise.all(entries.map(async ({ key, state }) => ({ kid: (await key).kid, state }))),
    async prepare() {
      prepared ??= make()
      await prepared
    },
    async publish() {
      const ring = entries
      const material = prepared ?? make()
      prepared = undefined
      const key = signingKey(await material)
      await enqueue(async () => {
        if (entries !== ring) throw new Error('the signing keys were reset while a new one was being made')
        await storeFirst()
        await store(key, 'published')
        entries.push({ key: Promise.resolve(key), state: 'published' })
      })
      return key.kid
    },
    activate: (kid) =>
      change(kid, async (entry, key) => {
        if (entry === active) return
        // In this order, so that one key at least is active at any moment; of two, the one put last is.
        await store(key, 'active')
        await store(await active.key, 'published')
        active.state = 'published'
        entry.state = 'active'
        active = entry
      }),
    retire: (kid) =>
      change(kid, async (entry, key) => {
        if (entry === active) throw new TypeError(`the key "${kid}" signs: activate another one first`)
        await store(key, 'retired')
        entry.state = 'retired'
        retiredKeys.push(key)
      }),
    changeOnce(name, act) {
      const made = changes.get(name) ?? act(keyRing)
      changes.set(name, made)
      made.catch(() => changes.get(name) === made && changes.delete(name))
      return made
    },
    reset: () =>
      enqueue(async () => {
        if (firstIsStored) {
          const key = await first
          await store(key, 'active')
          const others = (await records.list()).filter(({ id }) => id !== key.kid)
          await Promise.all(others.map(({ id }) => records.delete(id)))
        }
        begin()
      }),
  }
  return keyRing
}
