/** The tests that every store implementation must pass. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Collection } from '../../../mock-sts/store/records.ts'
import type { Store } from '../../../mock-sts/store/store.ts'

export interface StoreUnderTest {
  /** An empty store with a frozen clock. */
  readonly store: Store
  /** Moves the clock forward or back, in milliseconds. */
  readonly advance: (milliseconds: number) => void
  readonly close: () => Promise<void>
}

interface Pet {
  readonly kind: string
  readonly owner?: string
  readonly toys?: string[]
}

const pets: Collection<Pet> = { name: 'pets', schema: 1, key: ({ owner }) => owner }
/** The time at which the store's clock is frozen at the start. */
export const startTime = Date.UTC(2026, 0, 1)
const minute = 60_000
const ids = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id)
const atOnce = <T>(times: number, act: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: times }, (_, index) => act(index)))

/** `create` returns an empty store whose clock is frozen at `startTime`. */
export function describeStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      under = await create()
      store = under.store
    })
    afterEach(() => under.close())

    describe('records', () => {
      it('a record exists until it is deleted', async () => {
        const records = store.records(pets)
        expect(await records.get('rex')).toBeUndefined()
        const version = await records.put('rex', { kind: 'dog', toys: ['ball'] })
        expect(await records.get('rex')).toEqual({ id: 'rex', value: { kind: 'dog', toys: ['ball'] }, version })
        expect([await records.delete('rex'), await records.delete('rex')]).toEqual([true, false])
        expect([await records.get('rex'), await records.list()]).toEqual([undefined, []])
      })

      it('two handles of one collection see the same records', async () => {
        await store.records(pets).put('rex', { kind: 'dog', owner: 'ann' })
        expect(await store.records(pets).get('rex')).toMatchObject({ value: { kind: 'dog' } })
        expect(ids(await store.records({ ...pets }).find('ann'))).toEqual(['rex'])
      })

      it('changing a value that was put or read changes nothing in the store', async () => {
        const records = store.records(pets)
        const toys = ['ball']
        await records.put('rex', { kind: 'dog', owner: 'ann', toys })
        toys.push('bone')
        const read = [await records.get('rex'), ...(await records.list()), ...(await records.find('ann'))]
        for (const record of read) record?.value.toys?.push('shoe')
        expect((await records.get('rex'))?.value.toys).toEqual(['ball'])
      })

      it.each(['', ' ', 'a/b', 'a:b', 'a\nb', 'a*b', 'æøå', '__proto__', 'x'.repeat(5000)])(
        'any text is an id: %j',
        async (id) => {
          const records = store.records(pets)
          await records.put(id, { kind: 'dog', owner: id })
          expect((await records.get(id))?.id).toBe(id)
          expect(ids(await records.find(id))).toEqual([id])
          expect(ids(await records.list(id))).toEqual([id])
        },
      )

      it('`list` gives the records of a prefix in the order in which they were first put', async () => {
        const records = store.records(pets)
        for (const id of ['test b', 'qa a', 'test a', 'tes', 'test c']) await records.put(id, { kind: 'dog' })
        expect(ids(await records.list('test'))).toEqual(['test b', 'test a', 'test c'])
        await records.put('test b', { kind: 'cat' })
        await records.delete('test a')
        await records.put('test a', { kind: 'cat' })
        expect(ids(await records.list('test'))).toEqual(['test b', 'test c', 'test a'])
        expect(ids(await records.list())).toEqual(['test b', 'qa a', 'tes', 'test c', 'test a'])
        expect(await records.list('*')).toEqual([])
      })

      it('`find` follows the secondary key when a value changes, is deleted or expires', async () => {
        const records = store.records(pets)
        await records.put('rex', { kind: 'dog', owner: 'ann' })
        await records.put('tom', { kind: 'cat', owner: 'ann' })
        await records.put('stray', { kind: 'cat' })
        expect(ids(await records.find('ann')).sort()).toEqual(['rex', 'tom'])
        await records.put('rex', { kind: 'dog', owner: 'bob' })
        expect([ids(await records.find('ann')), ids(await records.find('bob'))]).toEqual([['tom'], ['rex']])
        await records.put('rex', { kind: 'dog' })
        await records.delete('tom')
        expect([await records.find('ann'), await records.find('bob')]).toEqual([[], []])
        await records.put('tom', { kind: 'cat', owner: 'ann' }, { until: startTime })
        under.advance(1)
        expect(await records.find('ann')).toEqual([])
      })

      it('a record expires by the clock of the store, and exists at its last moment', async () => {
        const records = store.records(pets)
        await records.put('short', { kind: 'dog' }, { until: startTime + minute })
        await records.put('kept', { kind: 'dog' })
        under.advance(minute)
        expect(ids(await records.list())).toEqual(['short', 'kept'])
        under.advance(1)
        expect([await records.get('short'), ids(await records.list())]).toEqual([undefined, ['kept']])
        expect(await records.delete('short')).toBe(false)
      })

      it('a record does not expire by real time while the clock of the store is behind', async () => {
        const records = store.records(pets)
        under.advance(-1000 * minute)
        await records.put('rex', { kind: 'dog' }, { until: startTime - 999 * minute })
        expect(ids(await records.list())).toEqual(['rex'])
        under.advance(minute + 1)
        expect(await records.list()).toEqual([])
      })

      it('`put` changes or removes the expiry', async () => {
        const records = store.records(pets)
        for (const id of ['moved', 'ended']) await records.put(id, { kind: 'dog' }, { until: startTime })
        await records.put('moved', { kind: 'dog' }, { until: startTime + minute })
        await records.put('ended', { kind: 'dog' })
        under.advance(minute)
        expect(ids(await records.list())).toEqual(['moved', 'ended'])
        under.advance(minute)
        expect(ids(await records.list())).toEqual(['ended'])
      })

      it('`ifVersion` allows a put only for the current version', async () => {
        const records = store.records(pets)
        const first = await records.put('rex', { kind: 'dog' }, { ifVersion: 'absent' })
        expect(first).toBeTypeOf('number')
        expect(await records.put('rex', { kind: 'cat' }, { ifVersion: 'absent' })).toBeUndefined()
        const second = await records.put('rex', { kind: 'wolf' }, { ifVersion: Number(first) })
        expect(second).not.toBe(first)
        expect(await records.put('rex', { kind: 'cat' }, { ifVersion: Number(first) })).toBeUndefined()
        expect(await records.get('rex')).toEqual({ id: 'rex', value: { kind: 'wolf' }, version: second })
        expect(await records.put('tom', { kind: 'cat' }, { ifVersion: Number(second) })).toBeUndefined()
        expect(await records.get('tom')).toBeUndefined()
      })

      it('a version is not reused after a delete, and an expired record counts as absent', async () => {
        const records = store.records(pets)
        const first = Number(await records.put('rex', { kind: 'dog' }))
        await records.delete('rex')
        await records.put('rex', { kind: 'dog' }, { until: startTime })
        expect(await records.put('rex', { kind: 'cat' }, { ifVersion: first })).toBeUndefined()
        under.advance(1)
        expect(await records.put('rex', { kind: 'cat' }, { ifVersion: 'absent' })).toBeTypeOf('number')
      })

      it('exactly one of 50 concurrent puts wins, with a version and with `absent`', async () => {
        const records = store.records(pets)
        const created = await atOnce(50, (index) =>
          records.put('rex', { kind: `dog ${index}` }, { ifVersion: 'absent' }),
        )
        const [version] = created.filter((each) => each !== undefined)
        expect(created.filter((each) => each !== undefined)).toHaveLength(1)
        const changed = await atOnce(50, (index) =>
          records.put('rex', { kind: `cat ${index}` }, { ifVersion: Number(version) }),
        )
        expect(changed.filter((each) => each !== undefined)).toHaveLength(1)
        const winner = changed.findIndex((each) => each !== undefined)
        expect(await records.get('rex')).toMatchObject({ value: { kind: `cat ${winner}` }, version: changed[winner] })
      })

      it('values of another schema are invisible', async () => {
        const [older, newer] = [store.records(pets), store.records({ ...pets, schema: 2 })]
        await older.put('rex', { kind: 'dog', owner: 'ann' })
        expect(await newer.get('rex')).toBeUndefined()
        expect(await newer.list()).toEqual([])
        expect(await newer.find('ann')).toEqual([])
        expect(await newer.put('rex', { kind: 'wolf' }, { ifVersion: 'absent' })).toBeTypeOf('number')
        expect(await older.get('rex')).toMatchObject({ value: { kind: 'dog' } })
      })

      it('50 concurrent changes of different records all take effect', async () => {
        const records = store.records(pets)
        await atOnce(50, (index) => records.put(`pet ${index}`, { kind: 'dog' }))
        await atOnce<unknown>(50, (index) =>
          index % 2 ? records.delete(`pet ${index}`) : records.put(`pet ${index}`, { kind: 'cat' }),
        )
        const kinds = (await records.list()).map(({ value }) => value.kind)
        expect(kinds).toEqual(Array(25).fill('cat'))
      })

      it.each(['\n', '\r\n', '\u2028', '\0', '\ufeff', '"', '😀', '\ud83d', 'x'.repeat(100_000)])(
        'any text is kept in a value: %j',
        async (text) => {
          await store.records(pets).put('rex', { kind: text, toys: [text] })
          expect((await store.records(pets).get('rex'))?.value).toEqual({ kind: text, toys: [text] })
        },
      )

      it('`clear` empties one collection', async () => {
        const others = store.records({ ...pets, name: 'pets of others' })
        await store.records(pets).put('rex', { kind: 'dog', owner: 'ann' })
        await others.put('rex', { kind: 'dog' })
        await store.records(pets).clear()
        expect([await store.records(pets).list(), await store.records(pets).find('ann')]).toEqual([[], []])
        expect(ids(await others.list())).toEqual(['rex'])
        await store.records(pets).put('tom', { kind: 'cat' })
        expect(ids(await store.records(pets).list())).toEqual(['tom'])
      })
    })

    describe('once', () => {
      it('a key can be used once; a second use learns the time of the first', async () => {
        const jtis = store.once('jti')
        expect(await jtis.use('a', { until: startTime + minute })).toEqual({ used: true, nth: 1 })
        under.advance(1000)
        expect(await jtis.use('a', { until: startTime + minute })).toEqual({ used: false, firstUsedAt: startTime })
        expect(await jtis.use('b')).toEqual({ used: true, nth: 1 })
        expect(await store.once('jti').use('b')).toEqual({ used: false, firstUsedAt: startTime + 1000 })
      })

      it('a key can be used again when it has expired by the clock of the store', async () => {
        const jtis = store.once('jti')
        await jtis.use('a', { until: startTime + minute })
        await jtis.use('for good')
        under.advance(minute)
        expect(await jtis.use('a', { until: startTime + 9 * minute })).toMatchObject({ used: false })
        under.advance(1)
        expect(await jtis.use('a', { until: startTime + 2 * minute })).toMatchObject({ used: true, nth: 1 })
        under.advance(365 * 24 * 60 * minute)
        expect(await jtis.use('for good')).toEqual({ used: false, firstUsedAt: startTime })
      })

      it('a key stays used while the clock of the store is behind or moves back', async () => {
        const jtis = store.once('jti')
        await jtis.use('a', { until: startTime + minute })
        under.advance(-1000 * minute)
        expect(await jtis.use('a', { until: startTime })).toEqual({ used: false, firstUsedAt: startTime })
        await jtis.use('b', { until: startTime - 999 * minute })
        expect(await jtis.use('b')).toMatchObject({ used: false })
      })

      it('exactly one of 50 concurrent uses of a key is granted', async () => {
        const uses = await atOnce(50, () => store.once('jti').use('a', { until: startTime + minute }))
        expect(uses.filter(({ used }) => used)).toEqual([{ used: true, nth: 1 }])
        expect(uses.filter(({ used }) => !used)).toEqual(Array(49).fill({ used: false, firstUsedAt: startTime }))
      })

      it('with `times: 3` exactly three of 50 concurrent uses are granted, each with its own number', async () => {
        const uses = await atOnce(50, () => store.once('turns').use('a', { times: 3 }))
        const granted = uses.filter((use) => use.used)
        expect(granted.map(({ nth }) => nth).sort()).toEqual([1, 2, 3])
      })

      it('with `times: 0` no use is granted, and none is stored', async () => {
        const turns = store.once('turns')
        expect(await turns.use('a', { times: 0 })).toEqual({ used: false, firstUsedAt: startTime })
        expect(await turns.use('a', { times: 0 })).toMatchObject({ used: false })
        under.advance(1000)
        expect(await turns.use('a', { times: 1 })).toEqual({ used: true, nth: 1 })
        expect(await turns.use('a', { times: 0 })).toEqual({ used: false, firstUsedAt: startTime + 1000 })
      })

      it('`forget` removes one key, whose uses are then counted from 1 again', async () => {
        const turns = store.once('turns')
        for (const key of ['a', 'a', 'b']) await turns.use(key, { times: 2 })
        expect([await turns.forget('a'), await turns.forget('a')]).toEqual([true, false])
        expect(await turns.use('a', { times: 2 })).toEqual({ used: true, nth: 1 })
        expect(await turns.use('b', { times: 2 })).toEqual({ used: true, nth: 2 })
        expect(await store.once('other turns').forget('b')).toBe(false)
      })

      it('`forget` is false for an expired key', async () => {
        await store.once('jti').use('a', { until: startTime })
        under.advance(1)
        expect(await store.once('jti').forget('a')).toBe(false)
      })

      it('50 concurrent uses of different keys are all granted', async () => {
        const uses = await atOnce(50, (index) => store.once('jti').use(`key ${index}`, { until: startTime }))
        expect(uses.every(({ used }) => used)).toBe(true)
      })

      it.each(['', 'a/b', 'a:b\n', '__proto__', `${'x'.repeat(5000)}1`])('any text can be a key: %j', async (key) => {
        expect(await store.once('jti').use(key)).toMatchObject({ used: true })
        expect(await store.once('jti').use(`${key} `)).toMatchObject({ used: true })
        expect(await store.once('jti').use(key)).toMatchObject({ used: false })
        expect([await store.once('jti').forget(key), await store.once('jti').forget(key)]).toEqual([true, false])
        expect(await store.once('jti').use(`${key} `)).toMatchObject({ used: false })
      })

      it('names do not share keys, and `clear` removes those of one name', async () => {
        await store.once('assertions').use('a')
        expect(await store.once('proofs').use('a')).toMatchObject({ used: true })
        await store.once('assertions').clear()
        expect(await store.once('assertions').use('a')).toMatchObject({ used: true })
        expect(await store.once('proofs').use('a')).toMatchObject({ used: false })
      })
    })

    describe('scopes', () => {
      const fill = async (each: Store) => {
        await each.records(pets).put('rex', { kind: 'dog', owner: 'ann' })
        await each.once('jti').use('a')
      }
      const isEmpty = async (each: Store) => {
        const [use, records] = [await each.once('jti').use('a'), each.records(pets)]
        return use.used && (await records.list()).length === 0 && (await records.find('ann')).length === 0
      }

      it('share no names with each other or with their parent store', async () => {
        const scopes = ['1', '10', '1/1', 'pets', 'pets@1', ''].map((name) => store.scoped(name))
        const all = [store, ...scopes, store.scoped('1').scoped('1')]
        for (const each of all) {
          expect(await isEmpty(each)).toBe(true)
          await fill(each)
        }
        for (const each of all) expect(ids(await each.records(pets).list())).toEqual(['rex'])
      })

      it('the same name is the same scope', async () => {
        await fill(store.scoped('session').scoped('test'))
        expect(ids(await store.scoped('session').scoped('test').records(pets).list())).toEqual(['rex'])
      })

      it('`clear` empties a scope and its inner scopes, and no others', async () => {
        const kept = [store, store.scoped('10'), store.scoped('a').scoped('1')]
        const cleared = [store.scoped('1'), store.scoped('1').scoped('a')]
        for (const each of [...kept, ...cleared]) await fill(each)
        await store.scoped('1').clear()
        for (const each of cleared) expect(await isEmpty(each)).toBe(true)
        for (const each of kept) expect(ids(await each.records(pets).list())).toEqual(['rex'])
        for (const each of kept) expect(await each.once('jti').use('a')).toMatchObject({ used: false })
        await store.clear()
        for (const each of [...kept, ...cleared]) expect(await each.records(pets).list()).toEqual([])
      })

      it('a scope uses its own clock if it has one', async () => {
        let later = startTime + 10 * minute
        const [own, shared] = [store.scoped('own', () => later), store.scoped('shared')]
        for (const each of [own, shared, own.scoped('within')]) {
          await each.records(pets).put('rex', { kind: 'dog' }, { until: startTime + 11 * minute })
          await each.once('jti').use('a', { until: startTime + 11 * minute })
        }
        expect(await own.once('jti').use('a')).toEqual({ used: false, firstUsedAt: startTime + 10 * minute })
        later += 2 * minute
        for (const each of [own, own.scoped('within')]) expect(await isEmpty(each)).toBe(true)
        expect(await isEmpty(shared)).toBe(false)
      })
    })
  })
}
