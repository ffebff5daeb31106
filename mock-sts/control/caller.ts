/** Refuses calls of the control plane from foreign web pages and under foreign host names. */
import { isLoopbackHost, realHostnames } from 'helseid-contract'
import type { Context } from '../context/context.ts'
import { problemResponse } from '../http/responses.ts'

/** What a link on any page may lead to: a verdict, and the certificate. */
const linkTargets = /^\/(requests\/[^/]+|ca\.pem)$/

const ipAddress = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i

/** Undefined if the caller may use the control plane. `pathname` is the path after `/_mock`. */
export function refuseCaller(context: Context, url: URL, request: Request, pathname: string): Response | undefined {
  return refuseHost(context, url, request) ?? refusePage(context, url, request, pathname)
}

/** The origin of the calling page, if `allowOrigins` lists it. */
export function allowedOrigin({ settings }: Context, request: Request): string | undefined {
  const origin = request.headers.get('origin') ?? undefined
  return origin !== undefined && settings.allowOrigins.includes(origin) ? origin : undefined
}

/** A name that someone else controls can point to this machine (DNS rebinding), and makes a page there the twin's own. */
function refuseHost({ access, settings }: Context, url: URL, request: Request): Response | undefined {
  if (access.guarded) return undefined
  // A proxy's X-Forwarded-Host does not hide the Host header: pages can set the former.
  const host = request.headers.get('host')
  const names = [url.host, ...(host === null ? [] : [host])].map(hostnameOf)
  const foreign = names.find((name) => !isOwnName(name, settings))
  if (foreign === undefined) return undefined
  return problemResponse(
    421,
    'Misdirected request',
    `The control plane does not answer at ${foreign}, because any web site can point a name at this machine. If it is a name of this twin, start it with --allow-host ${foreign} (HELSEID_MOCK_ALLOW_HOST), or with a control token.`,
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

/** In lower case, without port and final dot. Text that is not a host stays as it is. */
function hostnameOf(host: string): string {
  const address = `http://${host}`
  return (URL.canParse(address) ? new URL(address).hostname : host).replace(/\.$/, '')
}

/**
 * Browsers send `Origin` or `Sec-Fetch-Site` with requests of pages; other callers send neither. The headers cannot be set by a page.
 * https://www.w3.org/TR/fetch-metadata/
 */
function refusePage(context: Context, url: URL, request: Request, pathname: string): Response | undefined {
  if (allowedOrigin(context, request) !== undefined) return undefined
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isLink =
    isRead &&
    request.headers.get('sec-fetch-mode') === 'navigate' &&
    request.headers.get('sec-fetch-dest') === 'document'
  if (origin === null && isLink && linkTargets.test(pathname)) return undefined
  const isOwnSite = site === null || site === 'same-origin' || site === 'none'
  if (isOwnSite && (origin === null || isOwnOrigin(origin, url, site))) return undefined
  const page = origin === null || origin === 'null' ? 'a page of another origin' : `the page ${origin}`
  return problemResponse(
    403,
    'Forbidden',
    `The control plane does not answer ${page}. If that page is meant to drive this twin, start the twin with --allow-origin and the origin of the page, such as http://localhost:5173 (HELSEID_MOCK_ALLOW_ORIGIN).`,
  )
}

/** Behind a proxy with TLS the schemes differ; there the browser's own judgement counts. */
function isOwnOrigin(origin: string, url: URL, site: string | null): boolean {
  if (origin === url.origin) return true
  return site === 'same-origin' && URL.canParse(origin) && new URL(origin).host === url.host
}
