/** Runs a command line in a process group of its own, which ends as a whole: with the command, by a signal, or with this process. */
import { execa } from 'execa'

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

const running = new Set<number>()

// A group of its own does not hear the terminal's Ctrl-C: it ends when this process does.
process.on('exit', () => {
  for (const pid of running) endGroup(pid, 'SIGKILL')
})

/** Resolves when the command has ended, with all that it had started. Never rejects: a command that cannot be had ends with 127. */
export async function runCommand(command: string, { env, signal }: CommandOptions): Promise<CommandEnd> {
  const child = execa(command, {
    shell: true,
    env,
    detached: process.platform !== 'win32',
    reject: false,
    stdin: 'ignore',
    all: true,
    buffer: false,
    cleanup: false,
  })
  const { pid } = child
  if (pid === undefined) return { code: 127, output: (await child).shortMessage ?? '' }
  running.add(pid)
  let output = ''
  child.all.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-keptOutput)
  })
  const stop = () => {
    endGroup(pid, 'SIGTERM')
    setTimeout(() => endGroup(pid, 'SIGKILL'), grace).unref()
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const { exitCode } = await child
    return { output, ...(exitCode !== undefined && { code: exitCode }) }
  } finally {
    signal.removeEventListener('abort', stop)
    // What it left running ends too.
    endGroup(pid, 'SIGKILL')
    running.delete(pid)
  }
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
