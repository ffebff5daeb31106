/** Runs a command line in a process group of its own, which ends as a whole: with the command, by a signal, or with this process. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

export interface CommandEnd {
  /** Exit code; absent where a signal ended it. */
  readonly code?: number
  /** What it printed last, on both streams. */
  readonly output: string
}

export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>
  /** Ends it. */
  readonly signal: AbortSignal
}

/** How much of the output is kept, in characters: a key is looked for in it, which a talkative client prints long before its end. */
const keptOutput = 1_000_000

/** How long a group has to end by itself after SIGTERM, in milliseconds. */
const grace = 1000

/** How long its last words are waited for when it has ended, in milliseconds: who has left the group may hold its output for ever. */
const drain = 500

/** In milliseconds. */
const lookEvery = 20

const running = new Set<number>()

// A group of its own does not hear the terminal's Ctrl-C: it ends when this process does.
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL')
})

/** Resolves when the command has ended, and ends what it left running. Never rejects: a command that cannot be had ends with 127. */
export async function runCommand(command: string, { env, signal }: CommandOptions): Promise<CommandEnd> {
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
  const said = outputOf(child)
  let lastCall: NodeJS.Timeout | undefined
  let graceEnds = 0
  const stop = () => {
    signalGroup(pid, 'SIGTERM')
    graceEnds = performance.now() + grace
    lastCall = setTimeout(() => signalGroup(pid, 'SIGKILL'), grace)
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  const [code] = (await once(child, 'exit')) as [number | null]
  signal.removeEventListener('abort', stop)
  // A shell ends at once when it is told to; what it has started has its time.
  while (performance.now() < graceEnds && isThere(pid)) await pause(lookEvery)
  clearTimeout(lastCall)
  signalGroup(pid, 'SIGKILL')
  running.delete(pid)
  const output = await said()
  return { output, ...(code !== null && { code }) }
}

/** Keeps what it says on both streams; to be asked when it has ended. */
function outputOf(child: ChildProcess): () => Promise<string> {
  const streams = [child.stdout, child.stderr].flatMap((stream) => stream ?? [])
  let output = ''
  for (const stream of streams)
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput)
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

/** Whether anybody is left in a group. */
function isThere(pid: number): boolean {
  return process.platform !== 'win32' && signalGroup(pid, 0)
}

/** False where nobody is left to hear the signal. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}
