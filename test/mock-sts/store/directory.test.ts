/** The store in a directory: the store suite, and the content of its files at any moment. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDataDir, type StoredFile } from '../../../mock-sts/store/data-dir.ts'
import type { Collection } from '../../../mock-sts/store/records.ts'
import { describeStore, startTime } from './store-suite.ts'

const pets: Collection<object> = { name: 'pets', schema: 1 }
const petsFile: StoredFile = {
  name: 'pets.json',
  collections: ['pets'],
  async load(content, store) {
    for (const [id, value] of Object.entries(content as Record<string, object>))
      await store.records(pets).put(id, value)
  },
  save: async (store) => Object.fromEntries((await store.records(pets).list()).map(({ id, value }) => [id, value])),
}
const makeFolder = () => mkdtempSync(join(tmpdir(), 'helseid-mock-'))
const open = (folder: string) => openDataDir(folder, [petsFile])
const content = (folder: string) => JSON.parse(readFileSync(join(folder, 'pets.json'), 'utf8'))

describeStore('a directory', async () => {
  let now = startTime
  const folder = makeFolder()
  const store = await openDataDir(folder, [petsFile], () => now)
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  return { store, advance, close: async () => rmSync(folder, { recursive: true }) }
})

it('a change is in the file when its promise resolves, and is loaded when the folder is opened again', async () => {
  const folder = makeFolder()
  const records = (await open(folder)).records(pets)
  await Promise.all(['rex', 'tom', 'kit'].map((id) => records.put(id, { id })))
  expect(content(folder)).toEqual({ rex: { id: 'rex' }, tom: { id: 'tom' }, kit: { id: 'kit' } })
  await records.delete('tom')
  const again = (await open(folder)).records(pets)
  expect((await again.list()).map(({ id }) => id)).toEqual(['rex', 'kit'])
  await again.clear()
  expect(content(folder)).toEqual({})
})

it('other collections, used keys and scopes leave no file behind', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  await store.records({ name: 'others', schema: 1 }).put('rex', {})
  await store.once('jti').use('a')
  await store.scoped('session').records(pets).put('rex', {})
  expect(readdirSync(folder)).toEqual([])
  await store.records(pets).put('rex', {})
  await store.clear()
  expect(content(folder)).toEqual({})
})

it('a change that cannot be written is undone, and is not written with the next one', async () => {
  const folder = makeFolder()
  const records = (await open(folder)).records(pets)
  await records.put('rex', { kind: 'dog' })
  rmSync(folder, { recursive: true })
  const failed = await Promise.allSettled([
    records.put('rex', { kind: 'wolf' }),
    records.put('tom', {}),
    records.delete('rex'),
  ])
  for (const { status, reason } of failed as PromiseRejectedResult[])
    expect([status, reason.message]).toEqual([
      'rejected',
      expect.stringMatching(/^cannot write to the data directory .*: ENOENT/),
    ])
  expect(await records.list()).toMatchObject([{ id: 'rex', value: { kind: 'dog' } }])
  mkdirSync(folder)
  await records.put('kit', {})
  expect(content(folder)).toEqual({ rex: { kind: 'dog' }, kit: {} })
})

it('the error about an unparsable file names the file and does not quote it', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.json'), '{"hush')
  await expect(open(folder)).rejects.toThrow(/pets\.json is damaged \(it is not JSON\): fix it/)
  await expect(open(folder)).rejects.not.toThrow(/hush/)
})
