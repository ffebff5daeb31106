/** Warns, once for each name, when a request's host leads to an issuer that its client cannot reach or did not expect. */
import { realHostnames } from 'helseid-contract'
import type { LogEvent } from '../journal/log.ts'
import { limits } from '../limits.ts'

interface Names {
  /** Origin of the issuer in the response. */
  readonly origin: string
  readonly url: URL
  readonly headers: Headers
}

interface NameOptions {
  /** The configured origin of every issuer, if any. */
  readonly issuer?: string | undefined
  readonly trustProxy?: boolean | undefined
}

export interface IssuerWarnings {
  /** Returns the warnings to log for a request. */
  warningsFor(url: URL, headers: Headers): LogEvent[]
  /** Allows every warning again. */
  clear(): void
}

export function createIssuerWarnings(settings: () => NameOptions): IssuerWarnings {
  const reported = new Set<string>()
  return {
    warningsFor: (url, headers) =>
      remarks({ origin: settings().issuer ?? url.origin, url, headers }, settings()).flatMap(({ kind, message }) => {
        // Once for each name: the forwarded host may differ with every request.
        const key = `${kind} ${url.origin}`
        if (reported.has(key) || reported.size >= limits.reportedNames.value) return []
        reported.add(key)
        return [
          { level: 'warn' as const, message: `name: ${message}`, fields: { event: 'name', kind, origin: url.origin } },
        ]
      }),
    clear: () => reported.clear(),
  }
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
      `a request came to ${url.origin}, but --issuer sets the issuer to ${origin}: the client must be able to reach that address too`,
    ],
    [
      forwarded !== null && !trustProxy,
      'proxy',
      `a proxy forwarded a request for ${forwarded}, but the issuer is ${origin}: start with --trust-proxy to use the forwarded host, or set --issuer`,
    ],
    [
      issuer === undefined && /^(0\.0\.0\.0|\[::\])$/.test(url.hostname),
      'no address',
      `a request came to ${url.origin}, which is not an address that clients can connect to: use localhost, or the name of the container`,
    ],
  ]
  return found.flatMap(([applies, kind, message]) => (applies ? [{ kind, message }] : []))
}

/** HelseID's real issuers use https, without a port. */
function realHostnameRemarks(url: URL): Remark[] {
  if (url.port !== '')
    return [
      {
        kind: 'port',
        message: `a request came to ${url.host}, but HelseID's real addresses have no port: run the twin on port 443 to use production configuration unchanged`,
      },
    ]
  if (url.protocol === 'https:') return []
  return [
    {
      kind: 'plain HTTP',
      message: `a request came to ${url.host} over plain HTTP, but the issuer is https://${url.host}, which the client cannot reach here: start with --tls --port 443`,
    },
  ]
}
