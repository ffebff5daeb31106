/** The store in memory: the store suite, also with delays, and what happens when it is full. */
import { expect, it } from 'vitest'
import { createMemoryStore, type MemoryStoreOptions } from '../../../mock-sts/store/memory.ts'
import { delayedStore, seededRandom } from './delayed-store.ts'
import { describeStore, startTime } from './store-suite.ts'

function memory(options: MemoryStoreOptions = {}) {
  let now = startTime
  const store = createMemoryStore({ now: () => now, ...options })
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { store, advance, close: async () => undefined }
}

describeStore('memory', async () => memory())

describeStore('memory, delayed', async () => {
  const { store, ...rest } = memory()
  return { store: delayedStore(store, seededRandom(7)), ...rest }
})

const later = startTime + 1000
const notes = { name: 'notes', schema: 1, key: (text: string) => text }

it('a full store removes expired keys first, then the oldest of the fullest name', async () => {
  const { store, advance } = memory({ maxUses: 100 })
  const [few, many] = [store.scoped('quiet').once('jti'), store.once('jti')]
  await few.use('kept', { until: later })
  await many.use('forever')
  for (let index = 0; index < 98; index++) await many.use(`key ${index}`, { until: later })
  await many.use('one more', { until: later + 9000 })
  const used = async (keys: string[]) =>
    (await Promise.all(keys.map(async (key) => (await many.use(key, { until: later })).used))).map((used) => !used)
  expect(await used(['forever', 'key 10', 'key 97', 'one more'])).toEqual([true, true, true, true])
  expect(await few.use('kept')).toMatchObject({ used: false })
  expect(await used(['key 0', 'key 9'])).toEqual([false, false])
  advance(1001)
  for (let index = 0; index < 97; index++) await many.use(`new ${index}`, { until: later + 9000 })
  expect(await used(['one more', 'new 0', 'forever'])).toEqual([true, true, true])
})

it('a full store removes records in the same order, with their secondary keys', async () => {
  const { store } = memory({ maxRecords: 10 })
  const records = store.records(notes)
  for (let index = 0; index < 11; index++) await records.put(String(index), 'text', { until: later })
  expect((await records.list()).map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
  expect(await records.find('text')).toHaveLength(10)
})

it('a store full of records that never expire refuses another one, and can still be changed', async () => {
  const { store } = memory({ maxRecords: 10 })
  const records = store.records(notes)
  for (let index = 0; index < 10; index++) await records.put(String(index), 'text')
  await expect(records.put('10', 'text')).rejects.toThrow('it holds 10 entries that never expire')
  await records.put('9', 'other text')
  await records.delete('0')
  await records.put('10', 'text')
  expect((await records.list()).map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])
})

it('expired keys are removed, so memory does not grow with their number', async () => {
  const { store, advance } = memory({ maxUses: 5000 })
  const jtis = store.once('jti')
  await jtis.use('long', { until: startTime + 1e9 })
  for (let index = 0; index < 50_000; index++) {
    advance(1)
    await jtis.use(`key ${index}`, { until: startTime + index + 100 })
  }
  expect(await jtis.use('long')).toMatchObject({ used: false })
})

it('expired keys are removed while no one uses the store, and then no timer is left', async () => {
  const planned: { run: () => void; milliseconds: number }[] = []
  const { store, advance } = memory({ later: (run, milliseconds) => planned.push({ run, milliseconds }) })
  const jtis = store.once('jti')
  await jtis.use('forever')
  expect(planned).toEqual([])
  await jtis.use('short', { until: startTime + 90_000 })
  const sweep = () => {
    const [next] = planned.splice(0)
    advance(next?.milliseconds ?? 0)
    next?.run()
  }
  sweep()
  expect(planned).toHaveLength(1)
  sweep()
  expect(planned).toEqual([])
})

it('a full store reports that it forgets uses', async () => {
  let reported = 0
  const { store } = memory({ maxUses: 10, onUsesFull: () => reported++ })
  for (let index = 0; index < 11; index++) await store.once('jti').use(`key ${index}`, { until: later })
  expect(reported).toBe(1)
})
