/** The rows that change the issuer's keys: an API must fetch the JWKS again in time, and drop keys that were removed from it. */
import { setTimeout as pause } from 'node:timers/promises'
import { retireFormer, rotate } from '../../keys/key-changes.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { CheckResult } from '../result.ts'
import { type ApiTarget, answerOf, type Caller } from './caller.ts'
import type { Limits } from './limits.ts'
import { specialRows } from './special-rows.ts'

const { newKey, removedKey } = specialRows

export interface KeyOptions {
  readonly ring: KeyRing
  /** How long the API caches the JWKS, in seconds. */
  readonly cacheTime?: number
  /** The shortest time between two fetches of the JWKS by the API, in seconds. Default: 0. */
  readonly refresh?: number
}

export async function keyRows(
  caller: Caller,
  target: ApiTarget,
  keys: KeyOptions | undefined,
  { notice }: Limits,
): Promise<readonly CheckResult[]> {
  if (keys === undefined) {
    const because = 'This row changes the issuer’s keys, which the API must then fetch again: enable it with --keys.'
    return [newKey, removedKey].map((row) => ({
      ...row,
      outcome: 'not reached',
      findings: [],
      because,
      required: false,
    }))
  }
  const { ring, refresh = 0 } = keys
  const { kid: former } = await ring.active()
  const old = await caller.mintGood({ lifetime: 3600 })
  await rotate(ring)
  const noticed = await newKeyNoticed(caller, target, notice + refresh)
  if (noticed.outcome === 'passed') return [noticed, await oldKeyForgotten(caller, old, keys)]
  // The other rows need a key that the API knows.
  await ring.activate(former)
  const because = 'The API does not use the new key: see D27.'
  return [noticed, { ...removedKey, outcome: 'not reached', findings: [], because }]
}

const noticeFix = [
  'Fetch the JWKS again when the kid of a token is not in it, at most once per interval; if the interval is longer than a minute, set --jwks-refresh',
  'ASP.NET Core: RefreshOnIssuerKeyNotFound = true (the default), and RefreshInterval of the ConfigurationManager, five minutes by default',
  'Spring Security: withIssuerLocation or withJwkSetUri, not withPublicKey',
  'express: createRemoteJWKSet with a cooldownDuration of at most a minute, not createLocalJWKSet',
  'Go: a Keyfunc that fetches the JWKS again for an unknown kid, not once at the start',
].join('\n')

async function newKeyNoticed(caller: Caller, target: ApiTarget, within: number): Promise<CheckResult> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  for (;;) {
    const { status = 'no answer' } = await answerOf(caller.callWith(await caller.mintGood()))
    if (status === target.status) return { ...newKey, outcome: 'passed', findings: [], seconds: seconds() }
    if (seconds() > within) {
      const finding = { expected: `${target.status} within ${within} s`, seen: `still ${status}`, fix: noticeFix }
      return { ...newKey, outcome: 'failed', findings: [finding], seconds: seconds() }
    }
    await pause(1000)
  }
}

const forgetFix = [
  'Replace the cached keys with those of the JWKS instead of adding to them',
  'ASP.NET Core: no IssuerSigningKeys in addition to Authority, and AutomaticRefreshInterval of the ConfigurationManager, twelve hours by default',
  'Spring Security: the cache of withJwkSetUri, five minutes by default, not your own map',
  'express: cacheMaxAge of createRemoteJWKSet, ten minutes by default',
  'Go: replace the whole set of keys when the JWKS is fetched',
].join('\n')

async function oldKeyForgotten(
  caller: Caller,
  old: Awaited<ReturnType<Caller['mintGood']>>,
  { ring, cacheTime }: KeyOptions,
): Promise<CheckResult> {
  if (cacheTime === undefined) {
    const because = 'It is not known how long the API caches the JWKS: set --jwks-cache.'
    return { ...removedKey, outcome: 'not reached', findings: [], because, required: false }
  }
  await retireFormer(ring)
  await pause(cacheTime * 1000)
  const { status = 'no answer' } = await answerOf(caller.callWith(old))
  if (status === 401) return { ...removedKey, outcome: 'passed', findings: [], seconds: cacheTime }
  const expected = `401, ${cacheTime} s after the key was removed from the JWKS`
  const finding = { expected, seen: String(status), fix: forgetFix }
  return { ...removedKey, outcome: 'failed', findings: [finding], seconds: cacheTime }
}
