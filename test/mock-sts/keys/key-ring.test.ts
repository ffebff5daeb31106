/** A key ring and its store: changes at once, changes made once, and the way back to the first key. */
import { expect, it } from 'vitest'
import sessionKeys from '../../../mock-sts/demo/session-keys.NOT-A-SECRET.json' with { type: 'json' }
import { retireFormerOnce, rotateOnce } from '../../../mock-sts/keys/key-changes.ts'
import { keyCollection, storedSigningKeys } from '../../../mock-sts/keys/key-records.ts'
import { createKeyRing } from '../../../mock-sts/keys/key-ring.ts'
import { demoSigningKey, type KeyMaterial, signingKey } from '../../../mock-sts/keys/signing-keys.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const first = demoSigningKey('test')
const further = sessionKeys.keys as readonly KeyMaterial[]
const kidOf = (index: number) => signingKey(further[index] as KeyMaterial).kid

function ring(make?: (index: number) => Promise<KeyMaterial>) {
  const records = delayedStore(createMemoryStore(), seededRandom(13)).records(keyCollection('test'))
  let made = 0
  const keys = createKeyRing(
    Promise.resolve(first),
    async () => (make ?? (async (at) => further[at]))(made++) as never,
    records,
  )
  const stored = async () => (await records.list()).map(({ id, value }) => [id, value.state])
  return { keys, records, stored, made: () => made }
}
const outcomes = async (changes: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(changes)).map(({ status }) => status)

it('the store holds every key with its material and its state, the first one once anything changes', async () => {
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

it('of two requests at once for the same change the second is refused', async () => {
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

it('50 requests that ask for the rotation share one, and another 50 after it', async () => {
  const { keys, made } = ring()
  for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 50 }, () => rotateOnce(keys)))
  await Promise.all(Array.from({ length: 50 }, () => retireFormerOnce(keys)))
  expect([made(), (await keys.active()).kid, (await keys.published()).length]).toEqual([1, kidOf(0), 1])
})

it('a change that has failed is made again when it is asked for again', async () => {
  const { keys } = ring(async (index) => {
    if (index === 0) throw new Error('no entropy')
    return further[index] as KeyMaterial
  })
  await expect(Promise.all([rotateOnce(keys), rotateOnce(keys)])).rejects.toThrow('no entropy')
  await rotateOnce(keys)
  expect((await keys.active()).kid).toBe(kidOf(1))
})

it('reset brings back the first key, in the store too, and what is made once can be made again', async () => {
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

it('a key that is made while the ring is reset does not come into it', async () => {
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
  await expect(published).rejects.toThrow('the signing keys were reset while a new one was being made')
  expect((await keys.list()).map(({ kid }) => kid)).toEqual([first.kid])
})

it('`active` is answered without the store', async () => {
  const { keys } = ring()
  const broken = createKeyRing(Promise.resolve(first), async () => further[0] as KeyMaterial, {} as never)
  expect([(await broken.active()).kid, await broken.published()]).toEqual([first.kid, [first]])
  expect(keys.active()).toBe(keys.active())
})

it('a store without keys is given one for each STS; the next process finds them', { timeout: 60_000 }, async () => {
  const store = createMemoryStore()
  const made = await storedSigningKeys(store, Date.UTC(2026, 0, 1))
  const found = await storedSigningKeys(store, Date.UTC(2027, 0, 1))
  const kids = (keys: typeof made) => Object.values(keys).map(({ kid }) => kid)
  expect(kids(found)).toEqual(kids(made))
  expect(new Set(kids(made)).size).toBe(3)
})
