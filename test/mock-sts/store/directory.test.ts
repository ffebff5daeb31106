/** The store in a directory: the store suite, and what its files contain after changes, failures and crashes. */
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { type DataDir, type DataDirOptions, openDataDir } from '../../../mock-sts/store/data-dir.ts'
import { disk } from '../../../mock-sts/store/disk.ts'
import type { Collection } from '../../../mock-sts/store/records.ts'
import type { StoredFile } from '../../../mock-sts/store/stored-file.ts'
import { describeStore, startTime } from './store-suite.ts'

const pets: Collection<object> = { name: 'pets', schema: 1, key: (pet) => (pet as { owner?: string }).owner }
const petsFile: StoredFile = {
  name: 'pets.jsonl',
  collections: [pets],
  async check(_collection, value) {
    if ('bad' in (value as object)) throw new Error('a pet is bad')
    return 'old' in (value as object) ? 'a pet is old' : undefined
  },
  former: {
    name: 'pets.json',
    changes: (content) => Object.entries(content as object).map(([id, value]) => ({ put: 'pets', id, value })),
  },
}
const heading = '{"file":"records of helseid-mock","version":1}\n'
const makeFolder = () => mkdtempSync(join(tmpdir(), 'helseid-mock-'))
const opened: DataDir[] = []
const open = async (folder: string, options?: DataDirOptions) => {
  const store = await openDataDir(folder, [petsFile], options)
  opened.push(store)
  return store
}
const text = (folder: string) => readFileSync(join(folder, 'pets.jsonl'), 'utf8')
const lines = (folder: string) =>
  text(folder)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line))
const idsIn = async (store: DataDir) => (await store.records(pets).list()).map(({ id }) => id)
const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(opened.splice(0).map((store) => store.close()))
})

describeStore('a directory', async () => {
  let now = startTime
  const folder = makeFolder()
  const store = await openDataDir(folder, [petsFile], { now: () => now })
  const advance = (milliseconds: number) => {
    now += milliseconds
  }
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  }
  return { store, advance, close }
})

it('a change is in the file when its promise resolves, and is loaded when the folder is opened again', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  const records = store.records(pets)
  await Promise.all(['rex', 'tom', 'kit'].map((id) => records.put(id, { id })))
  const puts = ['rex', 'tom', 'kit'].map((id) => ({ put: 'pets', id, value: { id } }))
  expect(lines(folder)).toEqual(puts)
  await records.delete('tom')
  expect(lines(folder)).toEqual([...puts, { delete: 'pets', id: 'tom' }])
  await store.close()
  const again = await open(folder)
  expect(await idsIn(again)).toEqual(['rex', 'kit'])
  await again.records(pets).clear()
  expect(lines(folder).at(-1)).toEqual({ clear: 'pets' })
  await again.close()
  expect(await idsIn(await open(folder))).toEqual([])
})

it.each(['\n', '\r\n', '\u2028', '\0', '\ufeff', '"', '😀', '\ud83d', '__proto__', 'x'.repeat(100_000)])(
  'an id and a value with any text are the same after the folder is opened again: %j',
  async (text) => {
    const folder = makeFolder()
    const store = await open(folder)
    await store.records(pets).put('first', {})
    await store.records(pets).put(text, { text })
    await store.close()
    for (let restart = 0; restart < 2; restart++) {
      const again = await open(folder)
      expect(await again.records(pets).list()).toMatchObject([{ id: 'first' }, { id: text, value: { text } }])
      await again.close()
    }
  },
)

it('the directory and its files can be read by their owner only', async () => {
  const folder = join(makeFolder(), 'data')
  await (await open(folder)).records(pets).put('rex', {})
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readdirSync(folder).sort()).toEqual(['lock.json', 'pets.jsonl'])
  for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600)
})

it('other collections, used keys and scopes leave no file behind', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  await store.records({ name: 'others', schema: 1 }).put('rex', {})
  await store.once('jti').use('a')
  await store.scoped('session').records(pets).put('rex', {})
  expect(readdirSync(folder)).toEqual(['lock.json'])
  await store.records(pets).put('rex', {})
  await store.clear()
  expect(await idsIn(store)).toEqual([])
  await store.close()
  expect(readdirSync(folder)).toEqual(['pets.jsonl'])
})

it('every change is synced before its promise resolves, and changes made together share one sync', async () => {
  const store = await open(makeFolder())
  await store.records(pets).put('first', {})
  const order: string[] = []
  const { sync } = disk
  const synced = vi.spyOn(disk, 'sync').mockImplementation(async (file) => {
    await sync(file)
    order.push('synced')
  })
  const written = vi.spyOn(disk, 'write')
  await store.records(pets).put('rex', {})
  order.push('resolved')
  expect(order).toEqual(['synced', 'resolved'])
  await Promise.all(Array.from({ length: 100 }, (_, index) => store.records(pets).put(String(index), {})))
  expect([written, synced].map(({ mock }) => mock.calls.length)).toEqual([2, 2])
})

it('each of 2,000 changes writes its own record only, even when the file is rewritten in between', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  const written = vi.spyOn(disk, 'write')
  const bytes = () => written.mock.calls.reduce((sum, [, chunk]) => sum + chunk.length, 0)
  const fill = async (from: number, to: number) => {
    for (let index = from; index < to; index++) await store.records(pets).put(`pet ${index}`, { note: 'x'.repeat(200) })
  }
  await fill(0, 1000)
  const first = bytes()
  await fill(1000, 2000)
  const size = statSync(join(folder, 'pets.jsonl')).size
  expect(written.mock.calls.length).toBeGreaterThan(2000)
  // Writing everything for every change would write a thousand times as much.
  expect(bytes() / size).toBeLessThan(2)
  expect((bytes() - first) / first).toBeLessThan(2)
})

it('a file with much outdated content is rewritten, while the twin runs and when it starts', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  for (let round = 0; round < 1000; round++) await store.records(pets).put('rex', { round, note: 'x'.repeat(200) })
  expect(text(folder).length).toBeLessThan(70_000)
  await store.close()
  await (await open(folder)).close()
  expect(lines(folder)).toEqual([{ put: 'pets', id: 'rex', value: { round: 999, note: 'x'.repeat(200) } }])
})

it.each(['write', 'sync'] as const)(
  'if %s finds the disk full, the change is undone, and the next one succeeds when there is room',
  async (step) => {
    const folder = makeFolder()
    const store = await open(folder)
    const records = store.records(pets)
    await records.put('rex', { kind: 'dog', owner: 'ann' })
    const before = text(folder)
    const { write, sync } = disk
    // Half a line reaches the disk before it is full.
    if (step === 'write')
      vi.spyOn(disk, 'write').mockImplementationOnce(async (file, bytes, position) => {
        await write(file, bytes.subarray(0, 20), position)
        throw noSpace()
      })
    else vi.spyOn(disk, 'sync').mockRejectedValueOnce(noSpace()).mockImplementation(sync)
    const failed = await Promise.allSettled([
      records.put('rex', { kind: 'wolf' }),
      records.put('tom', {}),
      records.delete('rex'),
    ])
    for (const { status, reason } of failed as PromiseRejectedResult[])
      expect([status, reason.reason, reason.message]).toEqual([
        'rejected',
        'full',
        expect.stringMatching(/^cannot write to the data directory .*: ENOSPC.*free some room/),
      ])
    expect(text(folder)).toBe(before)
    expect(await records.list()).toMatchObject([{ id: 'rex', value: { kind: 'dog', owner: 'ann' } }])
    expect(await records.find('ann')).toHaveLength(1)
    await records.put('kit', {})
    await store.close()
    expect(await idsIn(await open(folder))).toEqual(['rex', 'kit'])
  },
)

it('a folder whose first write finds the disk full stays empty, and takes the next change', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  vi.spyOn(disk, 'write').mockRejectedValueOnce(noSpace())
  await expect(store.records(pets).put('rex', {})).rejects.toMatchObject({ name: 'CannotStore', reason: 'full' })
  expect([readdirSync(folder), await idsIn(store)]).toEqual([['lock.json'], []])
  await store.records(pets).put('tom', {})
  expect(await idsIn(store)).toEqual(['tom'])
})

it('a file that could not be restored after a failed write is not written again', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  await store.records(pets).put('rex', {})
  const broken = new Error('EIO: i/o error')
  vi.spyOn(disk, 'sync').mockRejectedValue(broken)
  await expect(store.records(pets).put('tom', {})).rejects.toThrow('EIO')
  vi.restoreAllMocks()
  await expect(store.records(pets).put('tom', {})).rejects.toThrow('could not be restored after a failure: restart')
  expect(await idsIn(store)).toEqual(['rex'])
})

it('a change after `close` is refused', async () => {
  const store = await open(makeFolder())
  await store.close()
  await expect(store.records(pets).put('rex', {})).rejects.toThrow('the twin has been closed')
})

it('a last line that a crash left incomplete is dropped with a note, wherever it was cut', async () => {
  const line = `${JSON.stringify([
    { put: 'pets', id: 'tom', value: { kind: 'cat' } },
    { put: 'pets', id: 'kit', value: {} },
  ])}\n`
  for (let length = 1; length < line.length - 1; length++) {
    const folder = makeFolder()
    writeFileSync(
      join(folder, 'pets.jsonl'),
      `${heading}{"put":"pets","id":"rex","value":{}}\n${line.slice(0, length)}`,
    )
    const notes: string[] = []
    const store = await open(folder, { onNote: (note) => notes.push(note) })
    expect([length, await idsIn(store), notes]).toEqual([
      length,
      ['rex'],
      [expect.stringMatching(/pets\.jsonl: line 3 was left incomplete by a crash and is dropped/)],
    ])
    await store.records(pets).put('max', {})
    await store.close()
    expect(await idsIn(await open(folder))).toEqual(['rex', 'max'])
  }
})

it('a file edited by hand is loaded, with Windows line ends and without a final line feed', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.jsonl'), `${heading}{"put":"pets","id":"rex","value":{}}`.replaceAll('\n', '\r\n'))
  const store = await open(folder)
  await store.records(pets).put('tom', {})
  await store.close()
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom'])
})

const record = '{"put":"pets","id":"rex","value":{"hush":1}}\n'
it.each<readonly [string, string, string | Buffer, RegExp]>([
  ['an empty file', 'pets.jsonl', '', /it is empty/],
  ['another heading', 'pets.jsonl', record, /line 1 does not name the format/],
  ['a byte order mark', 'pets.jsonl', `\uFEFF${heading}`, /line 1 starts with a byte order mark/],
  ['bytes that are not UTF-8', 'pets.jsonl', Buffer.from(`${heading}"\xff"\n`, 'latin1'), /line 2 is not UTF-8/],
  ['a damaged line in the middle', 'pets.jsonl', `${heading}{"hush\n${record}`, /line 2 is not JSON/],
  ['a damaged last line', 'pets.jsonl', `${heading}${record}{"hush\n`, /line 3 is not JSON/],
  ['a line that is not a change', 'pets.jsonl', `${heading}{"hush":1}\n`, /line 2 is not a change of a record/],
  ['an unknown collection', 'pets.jsonl', `${heading}{"clear":"hush"}\n`, /line 2 names a collection/],
  [
    'a value that the check refuses',
    'pets.jsonl',
    `${heading}{"put":"pets","id":"a","value":{"bad":1}}\n`,
    /line 2: a pet is bad/,
  ],
  ['an empty former file', 'pets.json', '', /it is empty/],
  ['a truncated former file', 'pets.json', '{"hush', /it is not JSON/],
  ['a former file with a byte order mark', 'pets.json', '\uFEFF{}', /it starts with a byte order mark/],
  ['a former file that is not UTF-8', 'pets.json', Buffer.from('"\xff"', 'latin1'), /it is not UTF-8/],
  ['a former file with a bad value', 'pets.json', '{"a":{"bad":1}}', /a pet is bad/],
])(
  '%s is refused by name, without quoting it, and the folder is unlocked again',
  async (_case, name, content, problem) => {
    const folder = makeFolder()
    writeFileSync(join(folder, name), content)
    const failure = open(folder)
    await expect(failure).rejects.toThrow(
      new RegExp(`${name} is damaged \\(${problem.source}.*\\): fix it, or delete it to start over`),
    )
    await expect(failure).rejects.not.toThrow(/hush/)
    await expect(failure).rejects.toThrow(TypeError)
    expect(readdirSync(folder)).toEqual([name])
  },
)

it.each(['pets.jsonl', 'pets.json', 'lock.json'])(
  'a folder instead of the file %s is refused by name',
  async (name) => {
    const folder = makeFolder()
    mkdirSync(join(folder, name))
    await expect(open(folder)).rejects.toThrow(name)
    await expect(open(folder)).rejects.toThrow(TypeError)
  },
)

it('a file that may not be read is refused by name', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'unreadable.jsonl'), heading, { mode: 0o200 })
  const module = new URL('../../../mock-sts/store/data-dir.ts', import.meta.url).href
  const script = [
    `import { chownSync } from 'node:fs'`,
    `import { openDataDir } from ${JSON.stringify(module)}`,
    // Root may read everything.
    `if (process.getuid() === 0) { chownSync(${JSON.stringify(folder)}, 65534, 65534); process.seteuid(65534) }`,
    `const file = { name: 'unreadable.jsonl', collections: [], check: async () => undefined }`,
    `await openDataDir(${JSON.stringify(folder)}, [file]).catch(({ name, message }) => console.log(name, message))`,
  ].join('\n')
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  // Windows has no such permission.
  if (process.platform !== 'win32') expect(stdout).toMatch(/^TypeError cannot read .*unreadable\.jsonl: EACCES/)
  expect(readdirSync(folder)).toEqual(['unreadable.jsonl'])
})

it('a value that can be loaded but not used becomes a note with its line', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.jsonl'), `${heading}{"put":"pets","id":"rex","value":{"old":true}}\n`)
  const notes: string[] = []
  expect(await idsIn(await open(folder, { onNote: (note) => notes.push(note) }))).toEqual(['rex'])
  expect(notes).toEqual([expect.stringMatching(/pets\.jsonl: line 2: a pet is old$/)])
})

it('the file of an earlier version is loaded, and moved aside with the first change only', async () => {
  const folder = makeFolder()
  const former = '{"rex":{"kind":"dog"},"tom":{}}'
  writeFileSync(join(folder, 'pets.json'), former)
  const unchanged = await open(folder)
  expect(await idsIn(unchanged)).toEqual(['rex', 'tom'])
  await unchanged.close()
  expect([readdirSync(folder), readFileSync(join(folder, 'pets.json'), 'utf8')]).toEqual([['pets.json'], former])
  const store = await open(folder)
  vi.spyOn(disk, 'write').mockRejectedValueOnce(noSpace())
  await expect(store.records(pets).put('kit', {})).rejects.toThrow('ENOSPC')
  expect(await idsIn(store)).toEqual(['rex', 'tom'])
  await store.records(pets).put('kit', {})
  await store.close()
  expect(readdirSync(folder).sort()).toEqual(['pets.json.old', 'pets.jsonl'])
  expect(readFileSync(join(folder, 'pets.json.old'), 'utf8')).toBe(former)
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom', 'kit'])
})

it('a full disk does not keep a twin from starting, or from changes that fit, when the file cannot be rewritten', async () => {
  const folder = makeFolder()
  const line = `${JSON.stringify({ put: 'pets', id: 'rex', value: { note: 'x'.repeat(1000) } })}\n`
  writeFileSync(join(folder, 'pets.jsonl'), heading + line.repeat(100))
  const { write } = disk
  const full = vi.spyOn(disk, 'write').mockImplementation(async (file, bytes, position) => {
    if (position === 0) throw noSpace()
    await write(file, bytes, position)
  })
  const notes: string[] = []
  const store = await open(folder, { onNote: (note) => notes.push(note) })
  for (let index = 0; index < 500; index++) await store.records(pets).put('tom', { note: 'x'.repeat(1000) })
  expect(notes).toEqual([
    expect.stringMatching(/pets\.jsonl could not be rewritten, because the disk is full/),
    expect.stringMatching(/pets\.jsonl could not be rewritten, and keeps growing: ENOSPC/),
  ])
  full.mockRestore()
  await store.close()
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom'])
  expect(lines(folder)).toHaveLength(2)
})

it('a change after the file was rewritten is kept, even if the folder could not be synced', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  await store.records(pets).put('tom', {})
  vi.spyOn(disk, 'syncFolder').mockRejectedValue(new Error('EIO: i/o error'))
  for (let round = 0; round < 400; round++) await store.records(pets).put('rex', { round, note: 'x'.repeat(200) })
  vi.restoreAllMocks()
  await store.close()
  expect(await (await open(folder)).records(pets).get('rex')).toMatchObject({ value: { round: 399 } })
})

it('what a crash left of a file being rewritten is removed', async () => {
  const folder = makeFolder()
  await (await open(folder)).records(pets).put('rex', {})
  await opened.pop()?.close()
  appendFileSync(join(folder, 'pets.jsonl.new'), '{"half')
  expect(await idsIn(await open(folder))).toEqual(['rex'])
  expect(existsSync(join(folder, 'pets.jsonl.new'))).toBe(false)
})

const withCode = (code: string) => Object.assign(new Error(`${code}: fails`), { code })

it.each(['EINVAL', 'ENOTSUP', 'EPERM'])(
  'a folder that cannot be synced, as on some network file systems, takes changes and is opened again: %s',
  async (code) => {
    const folder = makeFolder()
    vi.spyOn(disk, 'syncFolder').mockRejectedValue(withCode(code))
    const notes: string[] = []
    const store = await open(folder, { onNote: (note) => notes.push(note) })
    await store.records(pets).put('rex', {})
    await store.close()
    expect(await idsIn(await open(folder, { onNote: (note) => notes.push(note) }))).toEqual(['rex'])
    expect(notes).toEqual([])
  },
)

it('a change whose file has been replaced is confirmed, with a note, when syncing the folder fails', async () => {
  const folder = makeFolder()
  vi.spyOn(disk, 'syncFolder').mockRejectedValue(withCode('EIO'))
  const notes: string[] = []
  const store = await open(folder, { onNote: (note) => notes.push(note) })
  await store.records(pets).put('rex', {})
  expect(notes).toEqual([expect.stringMatching(/pets\.jsonl was replaced, but .* could not be synced: EIO/)])
  await store.close()
  expect(await idsIn(await open(folder))).toEqual(['rex'])
})

it('a former file that cannot be moved aside does not refuse the change; the next start moves it, or is refused by name', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.json'), '{"rex":{}}')
  const notes: string[] = []
  const store = await open(folder, { onNote: (note) => notes.push(note) })
  vi.spyOn(disk, 'rename').mockRejectedValue(withCode('EACCES'))
  await store.records(pets).put('tom', {})
  expect(notes).toEqual([expect.stringMatching(/^cannot rename .*pets\.json, .*pets\.jsonl: EACCES/)])
  await store.close()
  const failure = open(folder)
  await expect(failure).rejects.toThrow(TypeError)
  await expect(failure).rejects.toThrow(/^cannot rename .*pets\.json, .*: EACCES/)
  vi.restoreAllMocks()
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom'])
  expect(readdirSync(folder).sort()).toEqual(['lock.json', 'pets.json.old', 'pets.jsonl'])
})

it('records that an earlier version has written since are not dropped: the start is refused, naming both files', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.json'), '{"rex":{}}')
  const store = await open(folder)
  await store.records(pets).put('tom', {})
  await store.close()
  // The user renames the file back; the earlier version adds a record.
  rmSync(join(folder, 'pets.json.old'))
  writeFileSync(join(folder, 'pets.json'), '{"rex":{},"kit":{}}')
  const before = text(folder)
  for (let start = 0; start < 2; start++) {
    const failure = open(folder)
    await expect(failure).rejects.toThrow(TypeError)
    await expect(failure).rejects.toThrow(
      /^both .*pets\.json and .*pets\.jsonl exist.* delete .*pets\.jsonl .* or delete .*pets\.json /,
    )
  }
  expect(readdirSync(folder).sort()).toEqual(['pets.json', 'pets.jsonl'])
  expect([text(folder), readFileSync(join(folder, 'pets.json'), 'utf8')]).toEqual([before, '{"rex":{},"kit":{}}'])
})

it('a former file moved aside does not replace one that was moved before', async () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'pets.json.old'), 'first')
  writeFileSync(join(folder, 'pets.json'), '{"rex":{}}')
  await (await open(folder)).records(pets).put('tom', {})
  expect(readFileSync(join(folder, 'pets.json.old'), 'utf8')).toBe('first')
  expect(readFileSync(join(folder, 'pets.json.old.2'), 'utf8')).toBe('{"rex":{}}')
})
