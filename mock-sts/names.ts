/** Explains, once for each name, why a request's name gives an issuer that its client cannot reach, or did not mean. */
import { realHostnames } from 'helseid-contract'
import type { LogEvent } from './log.ts'

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

/** Told of a request, it gives the lines to log. */
export type NameWatch = (url: URL, headers: Headers) => LogEvent[]

export function createNameWatch({ issuer, trustProxy }: NameOptions): NameWatch {
  const told = new Set<string>()
  return (url, headers) =>
    remarks({ origin: issuer ?? url.origin, url, headers }, { issuer, trustProxy }).flatMap((message) => {
      if (told.has(message)) return []
      told.add(message)
      return [{ level: 'warn' as const, message: `name: ${message}`, fields: { event: 'name', origin: url.origin } }]
    })
}

function remarks({ origin, url, headers }: Names, { issuer, trustProxy }: NameOptions): string[] {
  const forwarded = headers.get('x-forwarded-host') ?? headers.get('forwarded')
  return [
    ...(issuer !== undefined && new URL(issuer).origin !== url.origin
      ? [
          `a request came to ${url.origin}, but the issuer is ${origin}, as --issuer says: its client must be able to reach that too`,
        ]
      : []),
    ...(forwarded && !trustProxy
      ? [
          `a proxy says that a request was meant for ${forwarded}, but its issuer is ${origin}: start with --trust-proxy to believe the proxy, or with --issuer`,
        ]
      : []),
    ...(issuer === undefined && /^(0\.0\.0\.0|\[::\])$/.test(url.hostname)
      ? [
          `a request came to ${url.origin}, which is no address to reach anything by: use localhost, or the name of the container`,
        ]
      : []),
    ...(issuer === undefined && url.port !== '' && realHostnames.includes(url.hostname)
      ? [
          `a request came to ${url.host}: HelseID's own addresses have no port, so unchanged configuration needs the twin on port 443`,
        ]
      : []),
  ]
}
