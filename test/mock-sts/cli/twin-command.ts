/** Starts a twin by any command, with whatever wrappers it has, and tells when the last process of it has ended. */
import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'

export const isWindows = process.platform === 'win32'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const program = fileURLToPath(new URL('../../../mock-sts/bin/helseid-mock.js', import.meta.url))

/** `helseid-mock serve` without a wrapper, for the Node that runs the tests. */
export const serve = [process.execPath, program, 'serve']

/** The same, as text for a shell. */
export const serveInShell = serve.map((word) => `'${word}'`).join(' ')

export interface TwinCommand {
  /** The outermost process; without `stdin` if that is kept open. */
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly origin: string
  /** Resolves when no process is left that holds the output, with how the outermost ended and what was printed to stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly errors: string }>
  /** Lines printed so far. */
  readonly lines: readonly string[]
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Node closes the pipe to a child that has ended; this keeps its other end in a process that lives on. Default: false. */
  readonly keepStdin?: boolean
}

/** Resolves when the twin is ready. Standard input is a pipe that stays open until `child.stdin` is ended. */
export async function startCommand(
  [command = '', ...args]: readonly string[],
  { env = {}, keepStdin = false }: CommandOptions = {},
): Promise<TwinCommand> {
  const child = spawn(command, args, {
    cwd: root,
    // On Windows these are batch files.
    shell: isWindows && ['npm', 'npx'].includes(command),
    env: { ...process.env, HELSEID_MOCK_PORT: '0', HELSEID_MOCK_LOG_FORMAT: 'json', ...env },
    stdio: [keepStdin ? openPipe() : 'pipe', 'pipe', 'pipe'],
    // A process group of its own, so that nothing is left of a failed test.
    detached: !isWindows,
  }) as ChildProcessByStdio<Writable, Readable, Readable>
  // A twin that has ended no longer reads.
  child.stdin?.on('error', () => undefined)
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }))
  let isLeft = true
  ended.then(() => {
    isLeft = false
  })
  onTestFinished(() => {
    if (!isLeft || child.pid === undefined) return
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'])
    else process.kill(-child.pid, 'SIGKILL')
  })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  const origin = await Promise.race([
    new Promise<string>((resolve) => {
      reader.on('line', (line) => {
        lines.push(line)
        if (line.startsWith('{"ready"')) resolve(JSON.parse(line).origin)
      })
    }),
    ended.then(({ code, errors }) => {
      throw new Error(`the twin ended before it was ready: ${code} ${errors} ${lines.join('\n')}`)
    }),
  ])
  return { child, origin, ended, lines }
}

/** A pipe that another process holds open until the test has finished. */
function openPipe(): Readable {
  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void holder.kill('SIGKILL'))
  return holder.stdout
}

/** Rejects if the twin ends before it has looked for its parent at least once: it does so every second. */
export async function stays({ origin }: TwinCommand): Promise<void> {
  const response = await fetch(`${origin}/_mock/requests?count=99&wait=2`)
  await response.arrayBuffer()
}

/** Stops a twin by a signal, which it must end with 0; on Windows a signal ends it without a chance to do so. */
export async function stop({ child, ended }: TwinCommand): Promise<void> {
  child.kill('SIGTERM')
  const { code } = await ended
  if (!isWindows) expect(code).toBe(0)
}
