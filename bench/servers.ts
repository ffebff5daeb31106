/** The measured servers, each in its own process on loopback. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export interface Subject {
  readonly name: string
  readonly args: (port: number) => readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly discovery: string
}

const cache = at('../dist/bench-cache')

export const subjects = {
  bundle: {
    name: 'the twin, bundled, compile cache warm (the image)',
    args: (port) => [at('../dist/image/helseid-mock.cjs'), 'serve', '--port', String(port)],
    env: { NODE_COMPILE_CACHE: cache },
    discovery: '/test/.well-known/openid-configuration',
  },
  sources: {
    name: 'the twin, from its sources (npm start)',
    args: (port) => ['--conditions=helseid-source', at('../mock-sts/cli/main.ts'), 'serve', '--port', String(port)],
    discovery: '/test/.well-known/openid-configuration',
  },
  peer: {
    name: 'oauth2-mock-server',
    args: (port) => [
      at('../node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs'),
      '-a',
      'localhost',
      '-p',
      String(port),
    ],
    discovery: '/.well-known/openid-configuration',
  },
} as const satisfies Record<string, Subject>

export interface Running {
  readonly origin: string
  /** Milliseconds from spawn to the first 200 of discovery. */
  readonly startMs: number
  readonly startedAt: number
  /** CPU milliseconds that the process has used so far, user and system. */
  cpuMs(): number
  stop(): Promise<void>
}

/** Milliseconds that a server may take to start. */
const startTimeout = 20_000

let nextPort = 21_000

export async function start(subject: Subject): Promise<Running> {
  const port = nextPort++
  const startedAt = performance.now()
  const child = spawn(process.execPath, subject.args(port), {
    stdio: 'ignore',
    env: { ...process.env, ...subject.env },
  })
  const origin = `http://localhost:${port}`
  while ((await status(origin + subject.discovery)) !== 200) {
    if (performance.now() - startedAt > startTimeout) {
      child.kill('SIGKILL')
      throw new Error(`${subject.name} did not respond within ${startTimeout} ms`)
    }
  }
  const startMs = performance.now() - startedAt
  return { origin, startMs, startedAt, cpuMs: () => cpuMs(child.pid as number), stop: () => stop(child) }
}

async function status(url: string): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', () => setTimeout(resolve, 2, 0))
  })
}

/** Read from the operating system, in ticks of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
