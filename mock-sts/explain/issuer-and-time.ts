/** Derives from a request or JWT for which issuer it was meant, and when it was sent. */
import { endpoints, environments, limits, type StsName, stsNamed } from 'helseid-contract'
import type { JsonObject } from 'helseid-contract/rules'
import type { Explanation } from './explanation.ts'

/** The latest time a `Date` can represent, in epoch seconds. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const latestTime = 8.64e12
/** A larger number is a time in milliseconds, not seconds. */
const latestSeconds = 1e11

export function timeOf(
  requested: number | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): { at: number; atFrom: string } {
  if (requested !== undefined) return { at: requested, atFrom: 'the given time' }
  for (const claim of ['iat', 'nbf', 'exp'] as const) {
    const times = jwts
      .map((jwt) => Number(jwt?.[claim] ?? Number.NaN))
      .filter((value) => value > 0 && value < latestTime * 1000)
      .map((value) => ({ value, seconds: value > latestSeconds ? value / 1000 : value }))
    // An assertion may be older than its proof: the request was sent when the later of the two was created.
    const latest = times.sort((a, b) => b.seconds - a.seconds)[0]
    if (latest === undefined) continue
    const inMs = latest.value > latestSeconds ? ', read as milliseconds' : ''
    return { at: latest.seconds - (claim === 'exp' ? limits.assertionLifetime : 0), atFrom: `its ${claim}${inMs}` }
  }
  return { at: Date.now() / 1000, atFrom: 'now, because it contains no time' }
}

export function issuerOf(
  requested: string | undefined,
  url: string | undefined,
  ...jwts: readonly (JsonObject | undefined)[]
): Pick<Explanation, 'issuer' | 'issuerFrom'> {
  if (requested !== undefined) return { issuer: base(requested), issuerFrom: 'the given issuer' }
  if (url !== undefined && URL.canParse(url) && new URL(url).pathname.endsWith(endpoints.token))
    return { issuer: base(url), issuerFrom: 'the request URL' }
  const named = jwts.flatMap((jwt) => [jwt?.aud, jwt?.htu]).flat()
  const issuer = named.flatMap((value) => (typeof value === 'string' ? [base(value)] : [])).find(isIssuer)
  return issuer === undefined
    ? { issuer: environments.test1.issuer, issuerFrom: 'assumed' }
    : { issuer, issuerFrom: 'aud or htu' }
}

function base(address: string): string {
  const withoutQuery = address.replace(/[?#].*$/, '')
  return withoutQuery.replace(endpoints.token, '').replace(/\/+$/, '')
}

function isIssuer(address: string): boolean {
  if (!URL.canParse(address)) return false
  const known = Object.values(environments).some(({ issuer }) => issuer === address)
  return known || stsNamed(new URL(address).pathname.split('/').at(-1) ?? '') !== undefined
}

export function stsOf(issuer: string): StsName {
  const environment = Object.values(environments).find((candidate) => candidate.issuer === issuer)
  return environment?.sts ?? stsNamed(issuer.split('/').at(-1) ?? '') ?? 'test'
}

export function othersThan(issuer: string): string[] {
  return Object.values(environments).flatMap((environment) => (environment.issuer === issuer ? [] : environment.issuer))
}
