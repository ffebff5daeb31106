/** Finds the proxy that the environment sets for a URL. */
import type { Terminal } from './command.ts'

export interface WebProxy {
  /** `host:port`, without the password that the variable may contain. */
  readonly host: string
  readonly hostname: string
  /** Whether Node's fetch uses it, which has to be enabled. https://nodejs.org/api/cli.html#node_use_env_proxy1 */
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

/** Matches `*`, a host, a host with its port, or a domain suffix. */
function matches(entry: string, hostname: string, host: string): boolean {
  if (entry === '*' || entry === hostname || entry === host) return true
  return entry.startsWith('*.') || entry.startsWith('.') ? hostname.endsWith(entry.replace('*', '')) : false
}
