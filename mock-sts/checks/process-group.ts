/** Runs a command in its own process group, which ends as a whole: with the command, by a signal, or with this process. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export interface CommandEnd {
  /** Exit code; absent if a signal ended the command. */
  readonly code?: number
  /** The end of its output, on both streams. */
  readonly output: string
}

export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>
  /** Stops the command. */
  readonly signal: AbortSignal
  /** How long a group may take to end after SIGTERM before it gets SIGKILL, in milliseconds. Default: 1000. */
  readonly grace?: number
}

/** How much of the output is kept, in characters: enough to find a private key that a verbose client printed early on. */
const maxOutput = 1_000_000

/** How long to wait for remaining output after the end, in milliseconds: a process that left the group may hold the streams open for ever. */
const drain = 500

/** Polling interval, in milliseconds. */
const pollInterval = 20

const running = new Set<number>()

// A separate group does not get the terminal's Ctrl+C, so it is killed when this process exits.
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL')
})

/** Resolves when the command has ended, and kills what it left running. Never rejects: a command that cannot be started ends with 127. */
export async function runCommand(command: string, { env, signal, grace = 1000 }: CommandOptions): Promise<CommandEnd> {
  const child = spawn(command, {
    shell: true,
    env: { ...process.env, ...env },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { pid } = child
  if (pid === undefined) {
    const [error] = await once(child, 'error')
    return { code: 127, output: error.message }
  }
  running.add(pid)
  const readOutput = outputOf(child)
  let killTimer: NodeJS.Timeout | undefined
  let graceEnds = 0
  const stop = () => {
    signalGroup(pid, 'SIGTERM')
    graceEnds = performance.now() + grace
    killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), grace)
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'exit')) as [number | null]
  signal.removeEventListener('abort', stop)
  // A shell ends at once on SIGTERM; the processes it started get their grace period.
  while (performance.now() < graceEnds && hasProcesses(pid)) await pause(pollInterval)
  clearTimeout(killTimer)
  signalGroup(pid, 'SIGKILL')
  running.delete(pid)
  const output = await readOutput()
  return { output, ...(code !== null && { code }) }
}

/** Collects the output of both streams; call the returned function after the end. */
function outputOf(child: ChildProcess): () => Promise<string> {
  const streams = [child.stdout, child.stderr].flatMap((stream) => stream ?? [])
  let output = ''
  for (const stream of streams)
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-maxOutput)
    })
  const closed = once(child, 'close')
  return async () => {
    const limit = new AbortController()
    await Promise.race([closed, pause(drain, undefined, { signal: limit.signal }).catch(() => undefined)])
    limit.abort()
    for (const stream of streams) stream.destroy()
    return output
  }
}

/** Whether a process is left in the group. */
function hasProcesses(pid: number): boolean {
  return process.platform !== 'win32' && signalGroup(pid, 0)
}

/** Returns false if no process is left to get the signal. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  // Windows has neither process groups nor signals; ending the shell alone would leave what it started.
  if (process.platform === 'win32')
    return spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' }).status === 0
  try {
    process.kill(-pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}
