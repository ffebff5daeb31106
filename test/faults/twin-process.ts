/** A twin with a data directory in its own process, which a test can kill or freeze. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../mock-sts/cli/main.ts', import.meta.url))

export interface TwinProcess extends AsyncDisposable {
  readonly process: ChildProcess
  /** Absent if the twin has refused to start. */
  readonly origin?: string
  /** What it printed to stderr, and its exit code; resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>
  /** Stops it until it gets SIGCONT. */
  freeze(): Promise<void>
  /** Ends it without a chance to tidy up, and waits. */
  kill(): Promise<void>
}

/** Resolves when the twin is ready or has ended. */
export async function startTwinProcess(dataDir: string): Promise<TwinProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=helseid-source', main, 'serve', '--port', '0', '--data-dir', dataDir, '--signing-keys', 'demo'],
    { env: { ...process.env, HELSEID_MOCK_LOG_FORMAT: 'json' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }))
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const { ready: isReady, origin } = JSON.parse(line)
      if (isReady) resolve(origin)
    })
  })
  const origin = await Promise.race([ready, ended.then(() => undefined)])
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  const freeze = async () => {
    child.kill('SIGSTOP')
    // The signal arrives a little later; only Linux says when.
    const state = () => (existsSync('/proc/self/stat') ? readFileSync(`/proc/${child.pid}/stat`, 'utf8') : ') T')
    while (!/\) [Tt]/.test(state())) await new Promise((resolve) => setImmediate(resolve))
  }
  return { process: child, ended, freeze, kill, [Symbol.asyncDispose]: kill, ...(origin !== undefined && { origin }) }
}

/** Registers a client. Resolves with the status, or with undefined if the twin did not answer. */
export async function register(origin: string, clientId: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${origin}/_mock/clients`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ clientId, jwks: { keys: [] }, scopes: ['nhn:msh/api'] }),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    // The twin was killed: the registration was not confirmed.
    return undefined
  }
}

/** The clients of every STS, by id, without the demo client. */
export async function registered(origin: string): Promise<ReadonlySet<string>> {
  const response = await fetch(`${origin}/_mock/clients`)
  const { clients } = (await response.json()) as { clients: { clientId: string; sts: string[] }[] }
  return new Set(clients.filter(({ sts }) => sts.length === 3).map(({ clientId }) => clientId))
}
