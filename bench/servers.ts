/** The measured servers, each in its own process on loopback. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import signingKeys from '../mock-sts/demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export interface Subject {
  readonly name: string
  readonly args: (port: number) => readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly discovery: string
}

/** Files that the measured servers read and write. */
export const scratch = at('../dist/bench-cache')

const bundle = at('../dist/image/helseid-mock.cjs')

const peerKey = `${scratch}/peer-key.json`

export const subjects = {
  bundle: {
    name: 'the twin, bundled, with compiled code (the image)',
    args: (port) => [bundle, 'serve', '--port', String(port)],
    env: { NODE_DISABLE_COMPILE_CACHE: '1' },
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
      '--jwk',
      peerKey,
    ],
    discovery: '/.well-known/openid-configuration',
  },
} as const satisfies Record<string, Subject>

/** The bundled twin with a configuration file. */
export function twinWith(config: string): Subject {
  return { ...subjects.bundle, args: (port) => [...subjects.bundle.args(port), '--config', config] }
}

/** Compiles the bundle, as the build of the image does. */
export function warmBundle(): void {
  execFileSync(process.execPath, [at('../dist/image/warm.cjs')], {
    stdio: 'ignore',
    env: { ...process.env, ...subjects.bundle.env },
  })
}

/** Writes the file that gives the peer the twin's own signing key and algorithm, so that both do the same work. */
export function writePeerKey(): void {
  mkdirSync(scratch, { recursive: true })
  writeFileSync(peerKey, JSON.stringify({ ...signingKeys.test.privateKey, alg: 'RS256', kid: 'test' }))
}

export interface Running {
  readonly origin: string
  /** Milliseconds from spawn to the first 200 of discovery. */
  readonly startMs: number
  readonly startedAt: number
  /** CPU milliseconds that the process has used so far, in all of its threads. */
  cpuMs(): number
  memoryMiB(): Memory
  stop(): Promise<void>
}

/** In MiB. */
export interface Memory {
  readonly resident: number
  /** Each page that several processes share counts as one part for each of them. */
  readonly proportional: number
}

export interface StartOptions {
  /** Milliseconds between two requests until the server answers. Default: 2. */
  readonly pollMs?: number
  /** How many processor cores the server may use, with others that have the same limit. Default: all. */
  readonly cores?: number
}

/** Milliseconds that a server may take to start. */
const startTimeout = 60_000

export async function start(subject: Subject, { pollMs = 2, cores }: StartOptions = {}): Promise<Running> {
  const port = await freePort()
  const startedAt = performance.now()
  const limited = cores !== undefined && cores < availableParallelism() ? ['taskset', '-c', `0-${cores - 1}`] : []
  const [command = '', ...args] = [...limited, process.execPath, ...subject.args(port)]
  const child = spawn(command, args, {
    stdio: 'ignore',
    env: { ...process.env, ...subject.env },
  })
  const pid = child.pid as number
  const origin = `http://localhost:${port}`
  while ((await status(origin + subject.discovery, pollMs)) !== 200) {
    if (child.exitCode !== null) throw new Error(`${subject.name} ended with ${child.exitCode} before it responded`)
    if (performance.now() - startedAt > startTimeout) {
      child.kill('SIGKILL')
      throw new Error(`${subject.name} did not respond within ${startTimeout} ms`)
    }
  }
  const startMs = performance.now() - startedAt
  return {
    origin,
    startMs,
    startedAt,
    cpuMs: () => cpuMs(pid),
    memoryMiB: () => memoryMiB(pid),
    stop: () => stop(child),
  }
}

/** Ports that a server may not have taken yet. */
const given = new Set<number>()

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  if (given.has(port)) return freePort()
  given.add(port)
  return port
}

async function status(url: string, pollMs: number): Promise<number> {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', () => setTimeout(resolve, pollMs, 0))
  })
}

/** From Linux's accounts of the threads, in nanoseconds: the time that each has been on a processor. */
export function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const times = threads.map((id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]))
  return times.reduce((sum, time) => sum + time, 0) / 1e6
}

function memoryMiB(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) / 1024
  return { resident: of('Rss'), proportional: of('Pss') }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
