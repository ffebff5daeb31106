/** `check client` with all trials reports each deliberate defect and nothing else, and nothing for a sound client. */
import { describe, expect, it } from 'vitest'
import { trials } from '../../../mock-sts/checks/client/trials.ts'
import { named, table, tableOf } from '../client-defect-table.ts'
import { trialDefects } from '../trial-defect-table.ts'
import { likePlain, trafficOf } from '../trial-traffic.ts'

describe.concurrent('check client with all trials', () => {
  it.each(Object.keys(table) as (keyof typeof table)[])('reports the defect "%s" and nothing else', async (defect) => {
    const { failed = [], warned = [], options } = tableOf(defect)
    const found = await named(defect, options)
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
  })
})

describe.concurrent('the defect planted for a trial shows in that trial and in no other:', () => {
  it.each(Object.keys(trialDefects))('%s', async (trial) => {
    const { defect, also = [], options } = trialDefects[trial] ?? {}
    const { trials: shown } = await named(defect, { parallel: 5, ...options })
    expect(shown).toEqual([trial, ...also].toSorted())
  })
})

describe('a sound client sees in no trial the same answers as in the plain trial', () => {
  it('if it names no organisation', async () => {
    const traffic = await trafficOf({ all: true, parallel: 5 })
    expect(traffic.size).toBe(trials.filter(({ onlyFor }) => onlyFor === undefined).length)
    expect(likePlain(traffic)).toEqual([])
  })

  it.each(['single-tenant', 'multi-tenant'] as const)('if it is a %s client', async (tenancy) => {
    const only = trials.filter(({ onlyFor }) => onlyFor === tenancy).map(({ name }) => name)
    const traffic = await trafficOf({ tenancy, only })
    expect([traffic.size, likePlain(traffic)]).toEqual([1 + only.length, []])
  })
})

it('a client that swallows failures fails every trial that expects a reported failure', async () => {
  const reported = trials.filter(({ expects, onlyIfAll }) => expects === 'a failure reported' && !onlyIfAll)
  const { failed, warned } = await named('swallows failures')
  const of = (level: string) => reported.filter((trial) => trial.level === level).map(({ name }) => name)
  expect({ failed: failed.toSorted(), warned }).toEqual({ failed: of('must').toSorted(), warned: of('should') })
})

describe('a sound client', () => {
  it.each(['today', 'next'] as const)('gets no findings in any trial under the profile %s', async (profile) => {
    const { failed, warned, results } = await named(undefined, { profile, all: true })
    expect({ failed, warned }).toEqual({ failed: [], warned: [] })
    const unreached = results.filter(({ outcome }) => outcome === 'not reached')
    // It does not read the JWKS.
    expect(unreached.map(({ id, required }) => [id, required])).toEqual(
      ['jwks-unreachable', 'jwks-empty', 'jwks-html', 'jwks-slow'].map((id) => [id, false]),
    )
  })
})
