/** Which proxy stands between this machine and an address, as Node is told of it by the environment. */
import type { Terminal } from './command.ts'

export interface WebProxy {
  /** `host:port`, without the password that may be in the variable. */
  readonly host: string
  readonly hostname: string
  /** Whether Node's fetch goes through it: only where it is told so. https://nodejs.org/api/cli.html#node_use_env_proxy1 */
  readonly used: boolean
}

export function proxyFor({ protocol, hostname, host }: URL, env: Terminal['env']): WebProxy | undefined {
  const name = protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  const address = env[name] || env[name.toUpperCase()]
  if (address === undefined || address === '' || !URL.canParse(address)) return undefined
  const exceptions = (env.no_proxy || env.NO_PROXY || '').split(/[\s,]+/).filter(Boolean)
  if (exceptions.some((entry) => matches(entry.toLowerCase(), hostname, host))) return undefined
  const proxy = new URL(address)
  const enabled = env.NODE_USE_ENV_PROXY === '1' || /--use-env-proxy\b/.test(env.NODE_OPTIONS ?? '')
  const used = enabled && process.allowedNodeEnvironmentFlags.has('--use-env-proxy')
  return { host: proxy.host, hostname: proxy.hostname, used }
}

/** `*`, a host, a host with its port, or the end of a name. */
function matches(entry: string, hostname: string, host: string): boolean {
  if (entry === '*' || entry === hostname || entry === host) return true
  return entry.startsWith('*.') || entry.startsWith('.') ? hostname.endsWith(entry.replace('*', '')) : false
}
