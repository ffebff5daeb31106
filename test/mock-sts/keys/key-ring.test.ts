/** A key ring and its store: concurrent changes, changes made once, and reset to the first key. */
import { expect, it, vi } from 'vitest'
import sessionKeys from '../../../mock-sts/demo/session-keys.NOT-A-SECRET.json' with { type: 'json' }
import { retireFormerOnce, rotateOnce } from '../../../mock-sts/keys/key-changes.ts'
import { keyCollection, storedSigningKeys } from '../../../mock-sts/keys/key-records.ts'
import { createKeyRing } from '../../../mock-sts/keys/key-ring.ts'
import { demoSigningKey, type KeyMaterial, signingKey } from '../../../mock-sts/keys/signing-keys.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const first = demoSigningKey('test')
const time = Date.UTC(2026, 0, 1)
const further = sessionKeys.keys as readonly KeyMaterial[]
const kidOf = (index: number) => signingKey(further[index] as KeyMaterial).kid

function ring(make?: (index: number) => Promise<KeyMaterial>) {
  const records = delayedStore(createMemoryStore(), seededRandom(13)).records(keyCollection('test'))
  let made = 0
  const keys = createKeyRing(Promise.resolve(first), {
    make: async () => (make ?? (async (at) => further[at]))(made++) as never,
    records,
    now: () => time,
  })
  const stored = async () => (await records.list()).map(({ id, value }) => [id, value.state])
  return { keys, records, stored, made: () => made }
}
const outcomes = async (changes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(changes)).map(({ status }) => status)

it('stores every key with its material and state; the first key with the first change', async () => {
  const { keys, records, stored } = ring()
  expect(await stored()).toEqual([])
  const second = await keys.publish()
  await keys.activate(second)
  await keys.retire(first.kid)
  expect(await stored()).toEqual([
    [first.kid, 'retired'],
    [second, 'active'],
  ])
  for (const { id, value } of await records.list()) expect(signingKey(value.material).kid).toBe(id)
})

it('refuses the second of two concurrent requests for the same change', async () => {
  const { keys, stored } = ring()
  const [second, third] = [await keys.publish(), await keys.publish()]
  await keys.activate(third)
  expect(await outcomes([keys.retire(second), keys.retire(second)])).toEqual(['fulfilled', 'rejected'])
  expect(keys.retired().map(({ kid }) => kid)).toEqual([second])
  expect(await outcomes([keys.activate(first.kid), keys.retire(first.kid)])).toEqual(['fulfilled', 'rejected'])
  expect(await stored()).toEqual([
    [first.kid, 'active'],
    [second, 'retired'],
    [third, 'published'],
  ])
})

it('50 concurrent requests share one rotation, and so do 50 later ones', async () => {
  const { keys, made } = ring()
  for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 50 }, () => rotateOnce(keys)))
  await Promise.all(Array.from({ length: 50 }, () => retireFormerOnce(keys)))
  expect(made()).toBe(1)
  expect((await keys.active()).kid).toBe(kidOf(0))
  expect(await keys.published()).toHaveLength(1)
})

it('a failed change can be made again', async () => {
  const { keys } = ring(async (index) => {
    if (index === 0) throw new Error('no entropy')
    return further[index] as KeyMaterial
  })
  await expect(Promise.all([rotateOnce(keys), rotateOnce(keys)])).rejects.toThrow('no entropy')
  await rotateOnce(keys)
  expect((await keys.active()).kid).toBe(kidOf(1))
})

it('reset restores the first key, in the store too, and allows one-time changes again', async () => {
  const { keys, stored } = ring()
  await keys.reset()
  expect(await stored()).toEqual([])
  await rotateOnce(keys)
  await retireFormerOnce(keys)
  await keys.publish()
  await keys.reset()
  expect([await keys.list(), keys.retired()]).toEqual([[{ kid: first.kid, state: 'active' }], []])
  expect(await stored()).toEqual([[first.kid, 'active']])
  await rotateOnce(keys)
  expect((await keys.list()).map(({ state }) => state)).toEqual(['published', 'active'])
})

it('`publish` resolves with the kid of a key generated during a reset, and does not add it', async () => {
  let finish: (material: KeyMaterial) => void = () => undefined
  const { keys } = ring(
    () =>
      new Promise<KeyMaterial>((resolve) => {
        finish = resolve
      }),
  )
  const published = keys.publish()
  await keys.reset()
  finish(further[0] as KeyMaterial)
  expect(await published).toBe(kidOf(0))
  expect((await keys.list()).map(({ kid }) => kid)).toEqual([first.kid])
})

it('a one-time change that a reset overtakes ends without effect, and can be made again', async () => {
  const waiting: ((material: KeyMaterial) => void)[] = []
  const { keys } = ring(() => new Promise<KeyMaterial>((resolve) => waiting.push(resolve)))
  const ofRequest = keys.untilReset()
  const change = rotateOnce(ofRequest).then(() => retireFormerOnce(ofRequest))
  await keys.reset()
  waiting[0]?.(further[0] as KeyMaterial)
  await change
  expect(await keys.list()).toEqual([{ kid: first.kid, state: 'active' }])
  const again = rotateOnce(keys).then(() => retireFormerOnce(keys))
  await vi.waitFor(() => expect(waiting).toHaveLength(2))
  waiting[1]?.(further[1] as KeyMaterial)
  await again
  expect((await keys.list()).map(({ state }) => state)).toEqual(['retired', 'active'])
})

it('`active` does not wait for the store', async () => {
  const { keys } = ring()
  const broken = createKeyRing(Promise.resolve(first), {
    make: async () => further[0] as KeyMaterial,
    records: {} as never,
    now: () => time,
  })
  expect([(await broken.active()).kid, await broken.published()]).toEqual([first.kid, [first]])
  expect(keys.active()).toBe(keys.active())
})

it('an empty store gets a key for each STS, which the next process finds', async () => {
  const store = createMemoryStore()
  const made = await storedSigningKeys(store, Date.UTC(2026, 0, 1))
  const found = await storedSigningKeys(store, Date.UTC(2027, 0, 1))
  const kids = (keys: typeof made) => Object.values(keys).map(([stored]) => stored?.key.kid)
  expect(kids(found)).toEqual(kids(made))
  expect(new Set(kids(made)).size).toBe(3)
})
