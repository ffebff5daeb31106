/** Explains, once for each name, why a request's name gives an issuer that its client cannot reach, or did not mean. */
import { realHostnames } from 'helseid-contract'
import type { LogEvent } from '../journal/log.ts'

interface Names {
  /** Origin that the request was answered as. */
  readonly origin: string
  readonly url: URL
  readonly headers: Headers
}

interface NameOptions {
  /** The fixed origin, if one was configured. */
  readonly issuer?: string | undefined
  readonly trustProxy?: boolean | undefined
}

/** The lines to log about a request. */
export type IssuerWarnings = (url: URL, headers: Headers) => LogEvent[]

export function createIssuerWarnings(settings: () => NameOptions): IssuerWarnings {
  const reported = new Set<string>()
  return (url, headers) =>
    remarks({ origin: settings().issuer ?? url.origin, url, headers }, settings()).flatMap(({ kind, message }) => {
      // Once for each name; what a proxy says may differ with every request.
      const key = `${kind} ${url.origin}`
      if (reported.has(key)) return []
      reported.add(key)
      return [
        { level: 'warn' as const, message: `name: ${message}`, fields: { event: 'name', kind, origin: url.origin } },
      ]
    })
}

interface Remark {
  readonly kind: string
  readonly message: string
}

function remarks({ origin, url, headers }: Names, { issuer, trustProxy }: NameOptions): Remark[] {
  if (realHostnames.includes(url.hostname)) return realHostnameRemarks(url)
  const forwarded = headers.get('x-forwarded-host')
  const found: [applies: boolean, kind: string, message: string][] = [
    [
      issuer !== undefined && new URL(issuer).origin !== url.origin,
      'fixed issuer',
      `a request came to ${url.origin}, but the issuer is ${origin}, as --issuer says: its client must be able to reach that too`,
    ],
    [
      forwarded !== null && !trustProxy,
      'proxy',
      `a proxy says that a request was meant for ${forwarded}, but its issuer is ${origin}: start with --trust-proxy to believe the proxy, or with --issuer`,
    ],
    [
      issuer === undefined && /^(0\.0\.0\.0|\[::\])$/.test(url.hostname),
      'no address',
      `a request came to ${url.origin}, which is no address to reach anything by: use localhost, or the name of the container`,
    ],
  ]
  return found.flatMap(([applies, kind, message]) => (applies ? [{ kind, message }] : []))
}

/** HelseID's own addresses are https, and have no port. */
function realHostnameRemarks(url: URL): Remark[] {
  if (url.port !== '')
    return [
      {
        kind: 'port',
        message: `a request came to ${url.host}: HelseID's own addresses have no port, so unchanged configuration needs the twin on port 443`,
      },
    ]
  if (url.protocol === 'https:') return []
  return [
    {
      kind: 'plain HTTP',
      message: `a request came to ${url.host} over plain HTTP, but the issuer is https://${url.host}, which its client cannot reach here: start with --tls --port 443`,
    },
  ]
}
