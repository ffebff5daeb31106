/** What oidc-provider costs: to load it, and to save its model of one token. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { build } from 'esbuild'
import { createRegistry } from '../mock-sts/clients/registry.ts'
import demoClient from '../mock-sts/demo/client.json' with { type: 'json' }
import { createTokenProvider } from '../mock-sts/provider/provider.ts'
import type { Grant } from '../mock-sts/tokens/grant.ts'
import { newTokenId } from '../mock-sts/tokens/token-id.ts'
import { scratch } from './servers.ts'
import { type Spread, spread } from './statistics.ts'

export interface LoadFigures {
  readonly ms: Spread
  readonly residentMiB: Spread
}

/** Loads it in new processes, bundled and with a warm compile cache, as the twin does. */
export async function measureLoad(rounds: number): Promise<LoadFigures> {
  const file = `${scratch}/load-oidc-provider.cjs`
  const contents = `
    const [time, resident] = [performance.now(), process.memoryUsage.rss()]
    import('oidc-provider').then(() =>
      console.log(performance.now() - time, (process.memoryUsage.rss() - resident) / 2 ** 20))`
  await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    keepNames: true,
    logLevel: 'warning',
  })
  const env = { ...process.env, NODE_COMPILE_CACHE: scratch }
  const load = () => execFileSync(process.execPath, [file], { env, encoding: 'utf8' }).split(' ').map(Number)
  // Fills the compile cache.
  load()
  const loads = Array.from({ length: rounds }, load)
  return { ms: spread(loads.map(([ms]) => ms as number)), residentMiB: spread(loads.map(([, mib]) => mib as number)) }
}

/** The newest 10,000 are kept, as by an STS. */
const provider = createTokenProvider('http://localhost/test', { now: Date.now })

/** CPU milliseconds of this process to save the models of `count` tokens. */
export async function saveCpuMs(count: number): Promise<number> {
  const client = createRegistry().registerClient(demoClient)
  const grant: Grant = {
    issuer: 'http://localhost/test',
    client,
    scopes: demoClient.scopes,
    rejectedScopes: [],
    apis: [],
    lifetime: 600,
    jkt: 'a'.repeat(43),
    organization: {},
    amr: 'private_key_jwt',
  }
  const ids = Array.from({ length: count }, () => newTokenId(randomBytes))
  const before = process.cpuUsage()
  for (const id of ids) await provider.save(grant, id)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
