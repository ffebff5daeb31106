/** Refuses host names that others could point at this machine. */
import { isLoopbackHost, realHostnames } from 'helseid-contract'
import type { HttpRequest } from '../http/http-request.ts'
import { problemResponse } from '../http/responses.ts'
import type { Context } from './context.ts'

const ipAddress = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i

/**
 * A name that someone else controls can point to this machine (DNS rebinding), and makes a page there the twin's own. Undefined for
 * a name of the twin, and with a control token, which such a page does not have. `what` begins the sentence of the refusal.
 */
export function refuseForeignHost(
  what: string,
  { access, settings }: Context,
  url: URL,
  request: HttpRequest,
): Response | undefined {
  if (access.guarded) return undefined
  // A proxy's X-Forwarded-Host does not hide the Host header: pages can set the former.
  const host = request.headers.get('host')
  const names = [url.host, ...(host === null ? [] : [host])].map(hostnameOf)
  const foreign = names.find((name) => !isOwnName(name, settings))
  if (foreign === undefined) return undefined
  return problemResponse(
    421,
    'Misdirected request',
    `${what} does not answer at ${foreign}, because any web site can point a name at this machine. If it is a name of this twin, start it with --allow-host ${foreign} (HELSEID_MOCK_ALLOW_HOST), or with a control token.`,
  )
}

function isOwnName(name: string, { issuer, tlsNames, allowHosts }: Context['settings']): boolean {
  if (!name.includes('.') || isLoopbackHost(name) || ipAddress.test(name)) return true
  const own = [
    'host.docker.internal',
    ...realHostnames,
    ...tlsNames,
    ...allowHosts,
    ...(issuer ? [new URL(issuer).host] : []),
  ]
  return own.some((other) => hostnameOf(other) === name)
}

/** In lower case, without scheme, port and final dot. Text that is not a host stays as it is. */
function hostnameOf(host: string): string {
  const address = /^https?:\/\//i.test(host) ? host : `http://${host}`
  return (URL.canParse(address) ? new URL(address).hostname : host).replace(/\.$/, '')
}
