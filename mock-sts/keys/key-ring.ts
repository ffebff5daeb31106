/** The signing keys of an STS: which one signs, which are published, which have been retired. */
import { type SigningKey, signingKey } from './signing-keys.ts'

export type KeyState = 'published' | 'active' | 'retired'

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
  reset(): Promise<void>
}

interface Entry {
  readonly key: Promise<SigningKey>
  state: KeyState
}

/** `make` makes the material of a further key. */
export function createKeyRing(
  first: Promise<SigningKey>,
  make: () => Promise<Parameters<typeof signingKey>[0]>,
): KeyRing {
  const entries: Entry[] = [{ key: first, state: 'active' }]
  const retiredKeys: SigningKey[] = []
  let prepared: ReturnType<typeof make> | undefined
  const active = () => entries.find(({ state }) => state === 'active') as Entry
  /** Nothing else happens between finding the key and changing it: of two requests for the same change the second is refused. */
  const change = async (kid: string, act: (entry: Entry, key: SigningKey) => void): Promise<void> => {
    const keys = await Promise.all(entries.map(({ key }) => key))
    const index = keys.findIndex((key, at) => key.kid === kid && entries[at]?.state !== 'retired')
    const [entry, key] = [entries[index], keys[index]]
    if (entry === undefined || key === undefined) throw new TypeError(`no published key has the kid "${kid}"`)
    act(entry, key)
  }
  return {
    async reset() {
      entries.length = 0
      entries.push({ key: first, state: 'active' })
      retiredKeys.length = 0
    },
    active: () => active().key,
    published: () => Promise.all(entries.filter(({ state }) => state !== 'retired').map(({ key }) => key)),
    retired: () => retiredKeys,
    list: () => Promise.all(entries.map(async ({ key, state }) => ({ kid: (await key).kid, state }))),
    async prepare() {
      prepared ??= make()
      await prepared
    },
    async publish() {
      const material = prepared ?? make()
      prepared = undefined
      const key = signingKey(await material)
      entries.push({ key: Promise.resolve(key), state: 'published' })
      return key.kid
    },
    activate: (kid) =>
      change(kid, (entry) => {
        active().state = 'published'
        entry.state = 'active'
      }),
    retire: (kid) =>
      change(kid, (entry, key) => {
        if (entry.state === 'active') throw new TypeError(`the key "${kid}" signs: activate another one first`)
        entry.state = 'retired'
        retiredKeys.push(key)
      }),
  }
}
