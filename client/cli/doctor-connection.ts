/** The doctor's first steps: the name, and the connection. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { forLog } from '../diagnostics.ts'
import { adviceFor } from './doctor-advice.ts'
import { StepFailed, stepTimeout } from './doctor-step.ts'
import type { WebProxy } from './proxy.ts'

/** Behind a proxy, it is the proxy that looks the name up. */
export async function dns(host: string, proxy: WebProxy | undefined): Promise<string> {
  const lookedUp = proxy?.used ? proxy.hostname : host
  try {
    const { address } = await lookup(withoutBrackets(lookedUp))
    return proxy?.used ? `requests go through the proxy ${proxy.host}, which is ${address}` : `${host} is ${address}`
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const advice = unusedProxy(proxy) ?? 'fix the name, or this machine’s DNS'
    throw new StepFailed(`${lookedUp} cannot be looked up: ${code}`, advice, error)
  }
}

/** As Node itself decides whom it trusts; SK1 asks for TLS 1.2 or later. */
export async function tls({ hostname, port }: URL, proxy: WebProxy | undefined): Promise<string> {
  if (proxy?.used) return `seen at the next step only: requests go through the proxy ${proxy.host}`
  const host = withoutBrackets(hostname)
  return new Promise((resolve, reject) => {
    // An address has no server name (RFC 6066 3).
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connect({ host, port: Number(port || 443), minVersion: 'TLSv1.2', ...name })
    const failed = (error: NodeJS.ErrnoException & { reason?: string }) => {
      socket.destroy()
      const advice = (connectionErrors.has(error.code) ? unusedProxy(proxy) : undefined) ?? adviceFor(error.code)
      reject(new StepFailed(`${hostname}: ${forLog(error.reason ?? error.message)}`, advice, error))
    }
    socket.setTimeout(stepTimeout * 1000, () =>
      failed(Object.assign(new Error(`no answer within ${stepTimeout} s`), { code: 'ETIMEDOUT' })),
    )
    socket.on('error', failed)
    socket.on('secureConnect', () => {
      const { valid_to: end, issuer } = socket.getPeerCertificate()
      socket.end()
      resolve(forLog(`${socket.getProtocol()}, certificate by ${issuer?.O ?? issuer?.CN}, until ${end}`))
    })
  })
}

/** Where no connection comes about, the way may be through a proxy. */
const connectionErrors = new Set<string | undefined>([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

function unusedProxy(proxy: WebProxy | undefined): string | undefined {
  if (proxy === undefined || proxy.used) return undefined
  return `the environment names the proxy ${proxy.host}, which Node (22.21, 24 and later) heeds only with NODE_USE_ENV_PROXY=1`
}

/** Of an IPv6 address, without the brackets that it has in addresses. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
