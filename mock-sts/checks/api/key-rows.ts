/** The rows that change the issuer's keys: an API must fetch the JWKS again in time, and drop keys that were removed from it. */
import { setTimeout as pause } from 'node:timers/promises'
import { retireFormer, rotate } from '../../keys/key-changes.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { CheckResult } from '../result.ts'
import { type ApiTarget, answerOf, type Caller } from './caller.ts'
import type { Limits } from './limits.ts'

const about = {
  D27: {
    id: 'D27',
    group: 'keys',
    requires: 'A new key is published and used: succeeds within 60 s (the API fetches the JWKS again)',
    source: 'OpenID Connect Core 10.1.1',
  },
  D28: {
    id: 'D28',
    group: 'keys',
    requires: 'A key is removed from the JWKS: answers 401 after the API’s cache time (the API fetches the JWKS again)',
    source: 'UP:validering_av_access_token',
  },
} as const

export async function keyRows(
  caller: Caller,
  target: ApiTarget,
  keys: { readonly ring: KeyRing; readonly cacheTime?: number } | undefined,
  { notice }: Limits,
): Promise<readonly CheckResult[]> {
  if (keys === undefined) {
    const because = 'This row changes the issuer’s keys, which the API must then fetch again: enable it with --keys.'
    return Object.values(about).map((row) => ({
      ...row,
      outcome: 'not reached',
      findings: [],
      because,
      required: false,
    }))
  }
  const old = await caller.mintGood({ lifetime: 3600 })
  await rotate(keys.ring)
  const noticed = await newKeyNoticed(caller, target, notice)
  return [noticed, await oldKeyForgotten(caller, old, keys)]
}

async function newKeyNoticed(caller: Caller, target: ApiTarget, within: number): Promise<CheckResult> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  for (;;) {
    const { status = 'no answer' } = await answerOf(caller.callWith(await caller.mintGood()))
    if (status === target.status) return { ...about.D27, outcome: 'passed', findings: [], seconds: seconds() }
    if (seconds() > within) {
      const finding = {
        expected: `${target.status} within ${within} s`,
        seen: `still ${status}`,
        fix: 'Fetch the JWKS again when the kid of a token is not in it, at most once per interval',
      }
      return { ...about.D27, outcome: 'failed', findings: [finding], seconds: seconds() }
    }
    await pause(1000)
  }
}

async function oldKeyForgotten(
  caller: Caller,
  old: Awaited<ReturnType<Caller['mintGood']>>,
  { ring, cacheTime }: { readonly ring: KeyRing; readonly cacheTime?: number },
): Promise<CheckResult> {
  if (cacheTime === undefined) {
    const because = 'It is not known how long the API caches the JWKS: set --jwks-cache.'
    return { ...about.D28, outcome: 'not reached', findings: [], because, required: false }
  }
  await retireFormer(ring)
  await pause(cacheTime * 1000)
  const { status = 'no answer' } = await answerOf(caller.callWith(old))
  if (status === 401) return { ...about.D28, outcome: 'passed', findings: [], seconds: cacheTime }
  const finding = {
    expected: `401, ${cacheTime} s after the key was removed from the JWKS`,
    seen: String(status),
    fix: 'Replace the cached keys with those of the JWKS instead of adding to them',
  }
  return { ...about.D28, outcome: 'failed', findings: [finding], seconds: cacheTime }
}
