/** Resolves the address of a request: which service, which STS, and under which name. */
import { type RealService, realServices, type StsName, stsEnvironments, stsNamed, stsNames } from 'helseid-contract'
import type { StsAddress } from '../sts/sts.ts'

export interface Address {
  /** The STS that the path names, or that the service belongs to. */
  readonly sts: StsName
  readonly service: 'sts' | 'nhn-api' | 'selvbetjening' | 'ttt'
  /** The rest of the path, with a leading slash. */
  readonly path: string
  /** Issuer of each STS, as seen by this caller. */
  readonly issuers: Readonly<Record<StsName, string>>
  /** At a real hostname: its origin, with https even if the request came over plain HTTP. */
  readonly origin?: string
}

/**
 * A path as ASP.NET Core compares it with its routes, which makes no difference between upper and lower case, and ignores a final slash.
 * https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates
 */
export function routePath(path: string): string {
  return path.toLowerCase().replace(/(?<=.)\/$/, '')
}

/** Paths of the test-token service. */
export const testTokenPaths: readonly string[] = ['/v2/create-test-token-with-key', '/create-test-token-with-key']

const realHosts = new Map(realServices.map((real) => [new URL(real.origin).host, real] as const))

/** NHN's service at a real hostname. A default port, or the final dot of a name, makes no difference. */
export function realServiceAt({ host }: URL): RealService | undefined {
  return realHosts.get(host.replace(/\.?(?::(?:443|80))?$/, ''))
}

/** The STS that is meant if a request names none: that of the real hostname in `url`, otherwise `test`. */
export function defaultSts(url: URL): StsName {
  return realServiceAt(url)?.sts ?? 'test'
}

/** The STS of an issuer: of a real one, or of one whose path ends with the name of an STS. */
export function stsOfIssuer(issuer: string): StsName | undefined {
  if (!URL.canParse(issuer)) return undefined
  const url = new URL(issuer)
  const real = realServiceAt(url)
  if (real !== undefined) return real.service === 'sts' ? real.sts : undefined
  const last = url.pathname.replace(/\/$/, '').split('/').at(-1)
  return stsNames.find((name) => name === last)
}

const realIssuers = Object.fromEntries(stsNames.map((sts) => [sts, stsEnvironments[sts].issuer])) as Record<
  StsName,
  string
>

/**
 * Undefined if the path belongs to no service. `origin` is the configured origin of every issuer, if any. `basePath` is the session's
 * path prefix, already stripped from the URL.
 */
export function addressOf(url: URL, origin: string | undefined, basePath = ''): Address | undefined {
  const [, first = '', second = ''] = url.pathname.split('/', 3)
  const named = first.toLowerCase()
  const real = realServiceAt(url)
  if (real !== undefined) {
    const common = { sts: real.sts, origin: real.origin, issuers: realIssuers }
    // HelseID has no such API, so its path is free.
    const isApi = real.service === 'sts' && named === 'nhn-api' && stsNamed(second) === real.sts
    if (isApi) return { ...common, service: 'nhn-api', path: url.pathname.slice(`/nhn-api/${second}`.length) || '/' }
    return { ...common, service: real.service, path: url.pathname }
  }
  const local = issuersAt(url, origin, basePath)
  // The test-token service always signs for the STS `test`; its path names no STS.
  if (named === 'ttt') return { sts: 'test', service: named, path: url.pathname.slice('/ttt'.length), issuers: local }
  // A .NET base address without a final slash loses its last segment.
  if (testTokenPaths.includes(routePath(url.pathname)))
    return { sts: 'test', service: 'ttt', path: url.pathname, issuers: local }
  const service = named === 'nhn-api' || named === 'selvbetjening' ? named : 'sts'
  const name = service === 'sts' ? first : second
  const sts = stsNamed(name)
  if (sts === undefined) return undefined
  const prefix = service === 'sts' ? `/${name}` : `/${service}/${name}`
  const path = url.pathname.slice(prefix.length) || '/'
  return { sts, service, path, issuers: local }
}

/** The issuers under the name in `url`: HelseID's own at a real hostname, otherwise at `origin` or the origin of `url`. */
export function issuersAt(url: URL, origin: string | undefined, basePath = ''): Record<StsName, string> {
  return realServiceAt(url) !== undefined ? realIssuers : localIssuers((origin ?? url.origin) + basePath)
}

export function localIssuers(origin: string): Record<StsName, string> {
  // As a URL, without the default port of its scheme.
  const base = new URL(origin).href.replace(/\/+$/, '')
  return Object.fromEntries(stsNames.map((sts) => [sts, `${base}/${sts}`])) as Record<StsName, string>
}

export function stsAddress({ sts, issuers }: Pick<Address, 'sts' | 'issuers'>, tokenPath: string): StsAddress {
  const issuer = issuers[sts]
  const otherIssuers = Object.values(issuers).filter((other) => other !== issuer)
  return { issuer, tokenEndpoint: issuer + tokenPath, otherIssuers }
}
