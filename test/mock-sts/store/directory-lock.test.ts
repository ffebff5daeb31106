/** The lock of a data directory: who gets it, when it is taken over, and what a twin does that has lost it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { type DataDir, openDataDir } from '../../../mock-sts/store/data-dir.ts'
import { lockDirectory, staleAfter } from '../../../mock-sts/store/directory-lock.ts'
import type { Collection } from '../../../mock-sts/store/records.ts'
import type { StoredFile } from '../../../mock-sts/store/stored-file.ts'

const pets: Collection<object> = { name: 'pets', schema: 1 }
const petsFile: StoredFile = { name: 'pets.jsonl', collections: [pets], check: async () => undefined }
const opened: DataDir[] = []
const notes: string[] = []
const open = async (folder: string) => {
  const store = await openDataDir(folder, [petsFile], { onNote: (note) => notes.push(note) })
  opened.push(store)
  return store
}
const makeFolder = () => mkdtempSync(join(tmpdir(), 'helseid-mock-'))
const lockIn = (folder: string) => join(folder, 'lock.json')
const readLock = (folder: string) => JSON.parse(readFileSync(lockIn(folder), 'utf8'))
const idsIn = async (store: DataDir) => (await store.records(pets).list()).map(({ id }) => id)
// The real ones, because a test replaces the global ones.
const { Date: RealDate, setTimeout: after } = globalThis
const wait = (milliseconds: number) => new Promise((resolve) => after(resolve, milliseconds))
const age = (folder: string, milliseconds: number) => {
  const time = (RealDate.now() - milliseconds) / 1000
  utimesSync(lockIn(folder), time, time)
}
/** A folder with one record, and the lock of a twin that crashed, with changes. */
const crashed = async (changes: object) => {
  const folder = makeFolder()
  const store = await open(folder)
  await store.records(pets).put('rex', {})
  const lock = readLock(folder)
  await store.close()
  writeFileSync(lockIn(folder), JSON.stringify({ ...lock, token: 'of the crashed one', ...changes }))
  return folder
}
/** A clock that only advances while the lock waits, up to a minute. */
const makeTime = () => {
  let elapsed = 0
  return {
    elapsed: () => elapsed,
    async pause(milliseconds: number) {
      elapsed += milliseconds
      if (elapsed > 60_000) throw new Error('still waits after a minute')
    },
  }
}
const noEvents = { onLost: () => undefined, onWait: () => undefined }
const deadPid = () => spawnSync(process.execPath, ['--version']).pid

afterEach(async () => {
  vi.useRealTimers()
  notes.length = 0
  await Promise.all(opened.splice(0).map((store) => store.close()))
})

it('a second twin is refused with the name of the first, and gets the folder when that one is closed', async () => {
  const folder = makeFolder()
  const first = await open(folder)
  await first.records(pets).put('rex', {})
  const { since } = readLock(folder)
  const refusal = `in use by another twin (process ${process.pid} on host ${hostname()} since ${since})`
  await expect(open(folder)).rejects.toThrow(refusal)
  await expect(open(folder)).rejects.toThrow(
    'taken over 15 seconds after its last heartbeat, at once on the same machine',
  )
  await expect(open(folder)).rejects.toThrow(TypeError)
  await first.records(pets).put('tom', {})
  await first.close()
  expect(readdirSync(folder)).toEqual(['pets.jsonl'])
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom'])
})

it('of ten twins that start at once, exactly one gets the folder', async () => {
  const folder = makeFolder()
  const started = await Promise.allSettled(Array.from({ length: 10 }, () => open(folder)))
  expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('the lock of a dead process of this machine is taken over at once', async () => {
  const folder = await crashed({ pid: deadPid() })
  expect(await idsIn(await open(folder))).toEqual(['rex'])
  expect(readLock(folder).pid).toBe(process.pid)
})

it('the lock of a process that has ended, but whose status its parent has not collected, is taken over at once', async () => {
  // Only Linux says that a process is a zombie.
  if (process.platform !== 'linux') return
  // The shell becomes `sleep`, which never collects the status of the shell's child.
  // A background command of a shell has no standard input, except as another descriptor.
  const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 60'])
  onTestFinished(() => void parent.kill())
  const [printed] = await once(parent.stdout, 'data')
  const pid = Number(printed)
  const fields = (of: number) => readFileSync(`/proc/${of}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const hang = { timeout: 60_000 }
  await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n'), hang)
  parent.stdin.end()
  await vi.waitFor(() => expect(fields(pid)[0]).toBe('Z'), hang)
  const folder = await crashed({ pid, started: fields(pid)[19] ?? '' })
  expect(await idsIn(await open(folder))).toEqual(['rex'])
})

it('the lock of a dead process whose id is in use again is taken over at once', async () => {
  const folder = await crashed({ started: '1' })
  // Only Linux says when a process started.
  if (process.platform === 'linux') expect(await idsIn(await open(folder))).toEqual(['rex'])
})

it('the lock of another host is taken over when its last heartbeat is older than 15 seconds, whatever its process id', async () => {
  const folder = await crashed({ host: 'elsewhere', pid: deadPid() })
  age(folder, staleAfter - 500)
  const before = performance.now()
  expect(await idsIn(await open(folder))).toEqual(['rex'])
  // Timers may fire a little early.
  expect(performance.now() - before).toBeGreaterThan(300)
})

it('the lock of another host with a heartbeat is refused, even if no process of this machine has its id', async () => {
  const folder = await crashed({ host: 'elsewhere', pid: deadPid() })
  const started = open(folder).catch((error: Error) => error)
  let ended = false
  started.then(() => {
    ended = true
  })
  for (let beat = 1; !ended; beat++) {
    age(folder, beat % 10)
    await wait(20)
  }
  expect(await started).toMatchObject({
    message: expect.stringMatching(/in use by another twin \(process \d+ on host elsewhere/),
  })
})

it.each(['of another host', 'damaged'])(
  'a lock %s whose time is an hour in the future is taken over after 15 seconds without a heartbeat',
  async (kind) => {
    const folder = await crashed({ host: 'elsewhere' })
    if (kind === 'damaged') writeFileSync(lockIn(folder), '')
    age(folder, -3_600_000)
    const time = makeTime()
    const lock = await lockDirectory(folder, noEvents, time)
    expect(time.elapsed()).toBeGreaterThanOrEqual(staleAfter)
    expect(time.elapsed()).toBeLessThanOrEqual(staleAfter + 200)
    expect(readLock(folder).pid).toBe(process.pid)
    await lock.release()
  },
)

it('a lock that is a symbolic link to nothing is refused after 15 seconds, and is looked at ten times a second', async () => {
  const folder = makeFolder()
  symlinkSync(join(folder, 'nowhere'), lockIn(folder))
  const time = makeTime()
  const looks = vi.spyOn(time, 'pause')
  const failure = lockDirectory(folder, noEvents, time)
  await expect(failure).rejects.toThrow(/cannot lock the data directory .*lock\.json: .*symbolic link.*: delete it/)
  expect(looks).toHaveBeenCalledTimes(staleAfter / 100)
})

it('a damaged lock is taken over when it is older than 15 seconds', async () => {
  const folder = await crashed({})
  writeFileSync(lockIn(folder), '{"half')
  age(folder, staleAfter + 1000)
  expect(await idsIn(await open(folder))).toEqual(['rex'])
})

it('a twin whose lock was taken over while it slept refuses every change, and leaves the files to the other', async () => {
  const folder = makeFolder()
  const sleeper = await open(folder)
  await sleeper.records(pets).put('rex', {})
  // It sleeps, and its heartbeat grows old.
  writeFileSync(lockIn(folder), JSON.stringify({ ...readLock(folder), host: 'elsewhere' }))
  age(folder, staleAfter + 1000)
  const other = await open(folder)
  await other.records(pets).put('tom', {})
  const refused = sleeper.records(pets).put('kit', {})
  await expect(refused).rejects.toMatchObject({ name: 'CannotStore', reason: 'lost' })
  await expect(refused).rejects.toThrow(`another twin has taken it over (process ${process.pid} on host`)
  expect(await idsIn(sleeper)).toEqual(['rex'])
  expect(notes).toEqual([expect.stringContaining(`the data directory ${folder} is no longer locked`)])
  await sleeper.close()
  await other.records(pets).put('max', {})
  await other.close()
  expect(await idsIn(await open(folder))).toEqual(['rex', 'tom', 'max'])
})

it('a twin whose folder was deleted refuses every change', async () => {
  const folder = makeFolder()
  const store = await open(folder)
  rmSync(folder, { recursive: true })
  await expect(store.records(pets).put('rex', {})).rejects.toThrow('its file lock.json is gone: restart the twin')
})

it('the heartbeat goes on while a test replaces timers and clock', async () => {
  vi.useFakeTimers({ now: 0 })
  const folder = makeFolder()
  const store = await open(folder)
  const { mtimeMs } = statSync(lockIn(folder))
  const { heartbeat } = readLock(folder)
  expect(RealDate.now() - RealDate.parse(heartbeat)).toBeLessThan(60_000)
  while (statSync(lockIn(folder)).mtimeMs === mtimeMs) await wait(50)
  await store.records(pets).put('rex', {})
  expect(await idsIn(store)).toEqual(['rex'])
})

it('an open folder does not keep its process running, and the next process gets it at once', async () => {
  const folder = makeFolder()
  const module = new URL('../../../mock-sts/store/data-dir.ts', import.meta.url).href
  const script = `import { openDataDir } from ${JSON.stringify(module)}; await openDataDir(${JSON.stringify(folder)}, [])`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect([status, stderr]).toEqual([0, ''])
  expect(readdirSync(folder)).toEqual(['lock.json'])
  await open(folder)
  expect(readLock(folder).pid).toBe(process.pid)
})
