/** Notices that the process that started this one is gone: standard input closes, or the parent process ends. */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'

/** What has ended. */
export type ParentEnd = 'stdin' | 'parent'

/** How often to look for the parent process, in milliseconds. */
const pollEvery = 1000

/**
 * Turns of the event loop in which a pipe that was closed from the start reports its end: the first may have looked at the
 * pipes already.
 */
const firstTurns = 3

export interface StarterWatch {
  /** Resolves when the starter is gone; never rejects. */
  readonly gone: Promise<ParentEnd>
  /** Whether there is anything to watch: a pipe, or a parent. */
  readonly isWatching: boolean
}

/**
 * Watches the starter. By default (undefined) only where someone holds this process: standard input is a pipe or a socket, and the parent
 * is neither process 0 nor 1, which start containers and services. A pipe that is closed from the start, as cron and `make -j` give it, has
 * no one at its other end and tells nothing. `true` watches everywhere, and takes every closed pipe as an end; `false` never.
 */
export async function watchStarter(setting: boolean | undefined): Promise<StarterWatch> {
  const pipe = setting === false ? undefined : heldPipe()
  const hasParent = process.ppid > 1
  if (setting === false || (setting === undefined && !(pipe && hasParent)))
    return { gone: new Promise(() => undefined), isWatching: false }
  const end = Promise.withResolvers<ParentEnd>()
  if (hasParent) watchParent(() => end.resolve('parent'))
  if (pipe) await watchPipe(pipe, setting === true, () => end.resolve('stdin'))
  return { gone: end.promise, isWatching: hasParent || pipe !== undefined }
}

/** Standard input, if it is a pipe or a socket; not a terminal, a file or /dev/null. */
function heldPipe(): Socket | undefined {
  const { stdin } = process
  return stdin instanceof Socket && !stdin.isTTY ? stdin : undefined
}

/** Resolves when it is known whether the pipe was closed from the start. */
async function watchPipe(pipe: Socket, evenFromTheStart: boolean, onEnd: () => void): Promise<void> {
  let isClosed = false
  let isQuiet = false
  const closed = () => {
    isClosed = true
    tell()
  }
  let tell = evenFromTheStart ? onEnd : () => undefined
  pipe.on('end', closed).on('error', closed)
  pipe.on('data', () => {
    isQuiet = false
  })
  // It does not keep the process running.
  pipe.unref()
  for (let turn = 0; turn < firstTurns; turn++) {
    isQuiet = true
    await nextTurn()
    // What was written before the pipe was closed comes first.
    if (!isQuiet) turn = 0
  }
  if (!isClosed) tell = onEnd
}

/** On Windows another thread reads the pipe, which takes longer than a turn. */
async function nextTurn(): Promise<void> {
  await new Promise((resolve) => {
    if (process.platform === 'win32') setTimeout(resolve, 50)
    else setImmediate(resolve)
  })
}

function watchParent(onEnd: () => void): void {
  const parent = process.ppid
  const npm = npmAbove(parent)
  const timer = setInterval(() => {
    if (!isGone(parent) && (npm === undefined || parentOf(parent) === npm)) return
    clearInterval(timer)
    onEnd()
  }, pollEvery)
  timer.unref()
}

/** Windows keeps the number of a parent that has ended; elsewhere another process takes its place. */
function isGone(parent: number): boolean {
  if (process.platform !== 'win32') return process.ppid !== parent
  try {
    process.kill(parent, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/**
 * The process id of npm (or npx), if the parent is only the shell in which npm runs its script: that shell outlives an npm that is
 * killed. Undefined outside Linux: on macOS this process replaces the shell, and on Windows no process sees the end of npm.
 */
function npmAbove(shell: number): number | undefined {
  const { npm_lifecycle_script: script } = process.env
  if (process.platform !== 'linux' || script === undefined) return undefined
  const [, flag, command] = ofProcess(shell, 'cmdline')?.split('\0') ?? []
  const npm = flag === '-c' && command?.startsWith(script) ? parentOf(shell) : undefined
  return npm !== undefined && npm > 1 ? npm : undefined
}

/** Undefined if the process has ended. Linux only. */
function parentOf(pid: number): number | undefined {
  const stat = ofProcess(pid, 'stat')
  // The name of the program, in parentheses, may contain anything; then come the state and the parent.
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** A file about a process; undefined if the process has ended, or if there is no /proc. */
function ofProcess(pid: number, file: 'cmdline' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}
