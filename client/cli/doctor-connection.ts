/** The doctor's first steps: DNS and TLS. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { forLog } from '../diagnostics.ts'
import { adviceFor } from './doctor-advice.ts'
import { StepFailed, stepTimeout } from './doctor-step.ts'
import type { WebProxy } from './proxy.ts'

/** Behind a proxy, the doctor looks up the proxy, because the proxy looks up the host. */
export async function dns(host: string, proxy: WebProxy | undefined): Promise<string> {
  const lookedUp = proxy?.used ? proxy.hostname : host
  try {
    const { address } = await lookup(withoutBrackets(lookedUp))
    return proxy?.used
      ? `requests go through the proxy ${proxy.host}, which resolves to ${address}`
      : `${host} resolves to ${address}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const advice = unusedProxy(proxy) ?? 'fix the host name, or this machine’s DNS'
    throw new StepFailed(`${lookedUp} does not resolve: ${code}`, advice, error)
  }
}

/** Uses Node's own trust settings; SK1 requires TLS 1.2 or later. */
export async function tls({ hostname, port }: URL, proxy: WebProxy | undefined): Promise<string> {
  if (proxy?.used) return `checked in the next step: requests go through the proxy ${proxy.host}`
  const host = withoutBrackets(hostname)
  return new Promise((resolve, reject) => {
    // An IP address is not a server name (RFC 6066 3).
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connect({ host, port: Number(port || 443), minVersion: 'TLSv1.2', ...name })
    const failed = (error: NodeJS.ErrnoException & { reason?: string }) => {
      socket.destroy()
      const advice = (connectionErrors.has(error.code) ? unusedProxy(proxy) : undefined) ?? adviceFor(error.code)
      reject(new StepFailed(`${hostname}: ${forLog(error.reason ?? error.message)}`, advice, error))
    }
    socket.setTimeout(stepTimeout * 1000, () =>
      failed(Object.assign(new Error(`no response within ${stepTimeout} s`), { code: 'ETIMEDOUT' })),
    )
    socket.on('error', failed)
    socket.on('secureConnect', () => {
      const { valid_to: end, issuer } = socket.getPeerCertificate()
      socket.end()
      resolve(forLog(`${socket.getProtocol()}, certificate issued by ${issuer?.O ?? issuer?.CN}, valid until ${end}`))
    })
  })
}

/** Failed connections, for which a proxy may be required. */
const connectionErrors = new Set<string | undefined>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

function unusedProxy(proxy: WebProxy | undefined): string | undefined {
  if (proxy === undefined || proxy.used) return undefined
  return `the environment sets the proxy ${proxy.host}, which Node (22.21, 24 and later) uses only with NODE_USE_ENV_PROXY=1`
}

/** Removes the brackets that an IPv6 address has in a URL. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
