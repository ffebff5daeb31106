/** The signing keys of an STS: the active one, the published and the retired ones. */
import { changeAll } from '../store/change-all.ts'
import type { Records } from '../store/records.ts'
import { createSerialQueue } from '../store/serial-queue.ts'
import type { KeyRecord, KeyState, StoredKey } from './key-records.ts'
import { type KeyMaterial, materialOf, type SigningKey, signingKey } from './signing-keys.ts'

export type { KeyState }

export interface KeyRing {
  /** The key that signs. Waits if it is still being generated. */
  active(): Promise<SigningKey>
  /** The keys in the JWKS, including the active one, in order of publication. */
  published(): Promise<readonly SigningKey[]>
  /** The keys at `expired_jwks_uri`. */
  retired(): readonly SigningKey[]
  /** The `kid` and state of every key. */
  list(): Promise<readonly { readonly kid: string; readonly state: KeyState }[]>
  /** Generates the next key in advance, so that `publish` does not wait for it. This can take seconds on a busy machine. */
  prepare(): Promise<void>
  /**
   * Generates and publishes a key, so that APIs can fetch it before it signs. Resolves with its `kid`. A key that is still being
   * generated when the twin is reset is not published.
   */
  publish(): Promise<string>
  /** Makes a published key sign. The previous key stays published. @throws {TypeError} for a `kid` that is not published */
  activate(kid: string): Promise<void>
  /** Removes a key from the JWKS. @throws {TypeError} for the active key, or a `kid` that is not published */
  retire(kid: string): Promise<void>
  /** Returns to the first key, as before any change by scenarios or callers. If the store fails, no key changes. */
  reset(): Promise<void>
}

/** A key ring as a change of keys uses it. */
export type ChangingKeys = Omit<KeyRing, 'reset'>

/** A key ring as scenarios use it. */
export interface ScenarioKeyRing extends ChangingKeys {
  /** Makes the change `name` once until `reset`. Concurrent and later callers share it. A failed change can be tried again. */
  changeOnce(name: string, change: (keys: ChangingKeys) => Promise<void>): Promise<void>
}

/** A key ring as used inside the twin. */
export interface TwinKeyRing extends ScenarioKeyRing, KeyRing {
  /** The same keys for one request: after the next `reset` its changes do nothing, and do not fail. */
  untilReset(): ScenarioKeyRing
}

/** Local copy of a record. Requests are served from these copies. */
interface Entry {
  readonly key: Promise<SigningKey>
  state: KeyState
}

/** What a key ring starts with. */
export interface KeyRingSources {
  /** Generates the material of a further key. */
  readonly make: () => Promise<KeyMaterial>
  /** Holds the keys of the STS. */
  readonly records: Records<KeyRecord>
  /** In epoch milliseconds. */
  readonly now: () => number
  /** What the records hold at the start, beginning with the first key. Default: nothing. */
  readonly stored?: readonly StoredKey[] | undefined
}

export function createKeyRing(
  first: Promise<SigningKey>,
  { make, records, now, stored = [] }: KeyRingSources,
): TwinKeyRing {
  // Of two requests for the same change the second is refused, because the first has been made by then.
  const enqueue = createSerialQueue()
  const changes = new Map<string, Promise<void>>()
  let entries: Entry[] = []
  let active: Entry
  let retiredKeys: SigningKey[] = []
  let prepared: ReturnType<typeof make> | undefined
  /** The first key is stored together with the first change: at the start it may not have been generated yet. */
  let firstIsStored = stored.length > 0

  const begin = () => {
    active = { key: first, state: 'active' }
    entries = [active]
    retiredKeys = []
    prepared = undefined
    changes.clear()
  }
  /** Takes up the keys of an earlier process. A crash may have left two active ones, or none; the one activated last counts. */
  const restore = () => {
    const marked = stored.filter(({ state }) => state === 'active')
    const candidates = marked.length > 0 ? marked : stored.filter(({ state }) => state !== 'retired')
    const [latest] = candidates.sort((a, b) => (b.at?.active ?? 0) - (a.at?.active ?? 0))
    if (latest === undefined) return
    entries = stored.map((each) => ({
      key: each.key === stored[0]?.key ? first : Promise.resolve(each.key),
      state: each === latest ? 'active' : each.state === 'active' ? 'published' : each.state,
    }))
    active = entries[stored.indexOf(latest)] as Entry
    retiredKeys = stored
      .filter(({ state }) => state === 'retired')
      .sort((a, b) => (a.at?.retired ?? 0) - (b.at?.retired ?? 0))
      .map(({ key }) => key)
  }
  const recordOf = async (key: SigningKey, state: KeyState): Promise<KeyRecord> => {
    const { material = materialOf(key), at } = (await records.get(key.kid))?.value ?? {}
    return { material, state, at: { ...at, [state]: now() } }
  }
  const store = async (key: SigningKey, state: KeyState) => {
    await records.put(key.kid, await recordOf(key, state))
  }
  const storeFirst = async () => {
    if (!firstIsStored) await store(await first, 'active')
    firstIsStored = true
  }
  /** `own` returns the entries to change; if a reset has replaced them, nothing is changed. */
  const ringOf = (own: () => readonly Entry[]): ScenarioKeyRing => {
    const change = (kid: string, act: (entry: Entry, key: SigningKey) => Promise<void>): Promise<void> =>
      enqueue(async () => {
        if (own() !== entries) return
        const keys = await Promise.all(entries.map(({ key }) => key))
        const index = keys.findIndex((key, at) => key.kid === kid && entries[at]?.state !== 'retired')
        const [entry, key] = [entries[index], keys[index]]
        if (entry === undefined || key === undefined) throw new TypeError(`no published key has the kid "${kid}"`)
        await storeFirst()
        await act(entry, key)
      })
    return {
      active: () => active.key,
      published: () => Promise.all(entries.filter(({ state }) => state !== 'retired').map(({ key }) => key)),
      retired: () => retiredKeys,
      list: () => Promise.all(entries.map(async ({ key, state }) => ({ kid: (await key).kid, state }))),
      async prepare() {
        prepared ??= make()
        await prepared
      },
      async publish() {
        const before = own()
        const material = prepared ?? make()
        prepared = undefined
        const key = signingKey(await material)
        await enqueue(async () => {
          if (before !== entries) return
          await storeFirst()
          await store(key, 'published')
          entries.push({ key: Promise.resolve(key), state: 'published' })
        })
        return key.kid
      },
      activate: (kid) =>
        change(kid, async (entry, key) => {
          if (entry === active) return
          const former = await active.key
          const changed: [string, KeyRecord][] = [
            [key.kid, await recordOf(key, 'active')],
            [former.kid, await recordOf(former, 'published')],
          ]
          await changeAll(records, new Map(changed))
          active.state = 'published'
          entry.state = 'active'
          active = entry
        }),
      retire: (kid) =>
        change(kid, async (entry, key) => {
          if (entry === active) throw new TypeError(`the key "${kid}" is active: activate another key first`)
          await store(key, 'retired')
          entry.state = 'retired'
          retiredKeys.push(key)
        }),
      async changeOnce(name, act) {
        if (own() !== entries) return
        const made = changes.get(name) ?? act(untilReset())
        changes.set(name, made)
        made.catch(() => changes.get(name) === made && changes.delete(name))
        await made
      },
    }
  }
  const untilReset = () => {
    const before = entries
    return ringOf(() => before)
  }

  begin()
  restore()
  return {
    ...ringOf(() => entries),
    untilReset,
    reset: () =>
      enqueue(async () => {
        if (firstIsStored) {
          const key = await first
          const others = (await records.list()).filter(({ id }) => id !== key.kid)
          const changed: [string, KeyRecord | undefined][] = others.map(({ id }) => [id, undefined])
          await changeAll(records, new Map([[key.kid, await recordOf(key, 'active')], ...changed]))
        }
        begin()
      }),
  }
}

/** The key ring as users see it. */
export function publicKeyRing(keys: TwinKeyRing): KeyRing {
  const { active, published, retired, list, prepare, publish, activate, retire, reset } = keys
  return { active, published, retired, list, prepare, publish, activate, retire, reset }
}
