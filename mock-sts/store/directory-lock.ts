/** The lock of a data directory: a file that names the twin using the directory, renewed every few seconds. */
import { randomUUID } from 'node:crypto'
import { constants, readFileSync, readlinkSync } from 'node:fs'
import { copyFile, type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CannotStore } from './cannot-store.ts'

const lockName = 'lock.json'

/** Time between two heartbeats, in milliseconds. */
const beatEvery = 2000
/** Age in milliseconds of a heartbeat whose lock another twin takes over. */
export const staleAfter = 15_000

// The real clock and timers, even if a test later replaces the global ones.
const { setInterval: every, clearInterval: stop, setTimeout: after, Date: RealDate } = globalThis

/** Who holds a lock. The file contains it as JSON. */
interface Holder {
  /** Identifies the lock; no two are equal. */
  readonly token: string
  readonly pid: number
  readonly host: string
  /** Time of locking, ISO 8601. */
  readonly since: string
  /** Boot and process namespace; two holders with the same one see each other's processes. Empty where unknown. */
  readonly machine: string
  /** Start of the process in clock ticks since boot, because process ids are reused. Empty where unknown. */
  readonly started: string
}

/** How waiting for a lock measures time. A test replaces it. */
export interface LockTime {
  /** Milliseconds on a clock that is never set. */
  elapsed(): number
  /** Resolves after that number of milliseconds. */
  pause(milliseconds: number): Promise<void>
}

const { performance: clock } = globalThis
const realTime: LockTime = {
  elapsed: () => clock.now(),
  pause: (milliseconds) => new Promise((resolve) => after(resolve, milliseconds)),
}

export interface LockEvents {
  /** Called once if another twin takes over the lock. */
  readonly onLost: (message: string) => void
  /** Called before waiting for a heartbeat of another twin. */
  readonly onWait: (message: string) => void
}

export interface DirectoryLock {
  /** @throws {CannotStore} if another twin has taken over the lock */
  assertHeld(): Promise<void>
  /** Ends the heartbeat, and removes the lock if it is still held. */
  release(): Promise<void>
}

/**
 * Locks a folder. The lock of a twin that has died is taken over: at once if its process ran on this machine, otherwise when its last
 * heartbeat is `staleAfter` old. Times are those of the file system, so hosts that share a volume need not agree on the time. Waits for
 * one heartbeat of a holder on another machine, and for up to `staleAfter` if there is none, even if the file has a time in the future.
 * @throws {TypeError} naming the twin that uses the folder, or saying why the folder cannot be locked
 */
export async function lockDirectory(
  folder: string,
  { onLost, onWait }: LockEvents,
  time: LockTime = realTime,
): Promise<DirectoryLock> {
  const path = join(folder, lockName)
  const self: Holder = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    since: new RealDate().toISOString(),
    machine: thisMachine(),
    started: statOf(process.pid)?.started ?? '',
  }
  try {
    return keep(path, self, await acquire(folder, path, self, { onWait, time }), onLost)
  } catch (error) {
    if (error instanceof InUse) throw new TypeError(error.message)
    throw new TypeError(`cannot lock the data directory with ${path}: ${(error as Error).message}`, { cause: error })
  }
}

class InUse extends Error {}

interface Waiting extends Pick<LockEvents, 'onWait'> {
  readonly time: LockTime
}

async function acquire(folder: string, path: string, self: Holder, { onWait, time }: Waiting): Promise<FileHandle> {
  let first: (SeenLock & { readonly seenAt: number }) | undefined
  let missingSince: number | undefined
  for (;;) {
    const file = await create(path, self)
    if (file !== undefined) return file
    const seen = await look(path)
    if (seen === undefined) {
      // Removed since, or a symbolic link to nothing: it can neither be created nor read.
      missingSince ??= time.elapsed()
      if (time.elapsed() - missingSince >= staleAfter)
        throw new Error('it exists but cannot be read, as a symbolic link to a missing file: delete it')
      await time.pause(100)
      continue
    }
    missingSince = undefined
    const isSame = first?.token === seen.token
    // By a clock of this process, because the time of the file may be in the future.
    const isUnchanged = isSame && first?.beatAt === seen.beatAt && time.elapsed() - first.seenAt >= staleAfter
    if (isDead(seen.holder, self) || (await fileSystemTime(path, self)) - seen.beatAt > staleAfter || isUnchanged) {
      await removeStale(path, seen, self)
      continue
    }
    if (isVisible(seen, self) || (isSame && first?.beatAt !== seen.beatAt)) throw new InUse(inUse(folder, seen))
    if (!isSame) {
      first = { ...seen, seenAt: time.elapsed() }
      onWait(
        `waits for up to ${staleAfter / 1000} seconds, because another twin (${nameOf(seen.holder)}) may still be running`,
      )
    }
    await time.pause(100)
  }
}

function isVisible({ holder }: SeenLock, self: Holder): boolean {
  return holder !== undefined && seesProcesses(holder, self)
}

/** Undefined if the file exists. */
async function create(path: string, self: Holder): Promise<FileHandle | undefined> {
  const file = await open(path, 'wx+', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined
    throw error
  })
  try {
    await file?.write(textOf(self), 0)
    return file
  } catch (error) {
    await file?.close()
    await rm(path, { force: true })
    throw error
  }
}

/** Of fixed length, so that a heartbeat needs no more room on a full disk. */
function textOf(self: Holder): string {
  return `${JSON.stringify({ ...self, heartbeat: new RealDate().toISOString() }, null, 2)}\n`
}

function keep(path: string, self: Holder, file: FileHandle, onLost: (message: string) => void): DirectoryLock {
  let lost: string | undefined
  let beat: Promise<void> = Promise.resolve()
  const check = async () => {
    if (lost !== undefined) return
    const seen = await look(path)
    if (seen?.token === self.token) return
    lost =
      seen === undefined
        ? `its file ${lockName} is gone: restart the twin`
        : `another twin has taken it over (${nameOf(seen.holder)}), because this one gave no sign of life for ${staleAfter / 1000} seconds: stop one of them, and restart the other`
    onLost(lost)
  }
  // A heartbeat that fails is not repeated at once: the next one comes soon, and every write looks at the lock itself.
  const renew = async () => {
    await check()
    if (lost === undefined) await file.write(textOf(self), 0)
  }
  const timer = every(() => {
    beat = beat.then(renew).catch(() => undefined)
  }, beatEvery)
  timer.unref()
  return {
    async assertHeld() {
      await check()
      if (lost !== undefined) throw new CannotStore(lost, 'lost')
    },
    async release() {
      stop(timer)
      await beat
      await file.close()
      if ((await look(path))?.token === self.token) await rm(path, { force: true })
    },
  }
}

interface SeenLock {
  /** Undefined while it is being written, or if the file is damaged. */
  readonly holder: Holder | undefined
  readonly token: string
  /** By the clock of the file system, in epoch milliseconds. */
  readonly beatAt: number
}

/** Undefined if the file does not exist. */
async function look(path: string): Promise<SeenLock | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const holder = parse(text)
    return { holder, token: holder?.token ?? '', beatAt: mtimeMs }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function parse(text: string): Holder | undefined {
  try {
    const { token, pid, host, since, machine, started } = JSON.parse(text)
    return { token: String(token), pid: Number(pid), host: String(host), since: String(since), machine, started }
  } catch {
    // Its age decides.
    return undefined
  }
}

/** The present time of the file system, in epoch milliseconds. */
async function fileSystemTime(path: string, { token }: Holder): Promise<number> {
  const probe = `${path}.${token}`
  try {
    await using file = await open(probe, 'w', 0o600)
    return (await file.stat()).mtimeMs
  } finally {
    await rm(probe, { force: true })
  }
}

/** Puts the lock back if another twin has replaced it since it was seen. */
async function removeStale(path: string, seen: SeenLock, { token }: Holder): Promise<void> {
  const aside = `${path}.${token}`
  try {
    await rename(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  const removed = await look(aside)
  if (removed?.token !== seen.token) await copyFile(aside, path, constants.COPYFILE_EXCL)
  await rm(aside, { force: true })
}

function seesProcesses({ host, machine }: Holder, self: Holder): boolean {
  return host === self.host && machine === self.machine
}

function isDead(holder: Holder | undefined, self: Holder): boolean {
  if (holder === undefined || !seesProcesses(holder, self)) return false
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true
  }
  const { state, started } = statOf(holder.pid) ?? {}
  // A process that has ended stays in the process table until its parent collects its status.
  return state === 'Z' || (started !== undefined && started !== holder.started)
}

function inUse(folder: string, { holder }: SeenLock): string {
  return `the data directory ${folder} is in use by another twin (${nameOf(holder)}): stop that one, or give this one its own folder. The lock of a twin that crashed is taken over ${staleAfter / 1000} seconds after its last heartbeat, at once on the same machine`
}

function nameOf(holder: Holder | undefined): string {
  if (holder === undefined) return `${lockName} does not say which`
  return `process ${holder.pid} on host ${holder.host} since ${holder.since}`
}

/** Empty where there is no /proc. */
function thisMachine(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}

/** Fields 3 and 22 of proc(5) `stat`; the second field is in parentheses and may contain spaces. Undefined if unknown. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
