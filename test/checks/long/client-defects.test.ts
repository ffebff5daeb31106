/** Each planted defect of a client is named in every trial, and nothing else is; of a sound client nothing is. */
import { describe, expect, it } from 'vitest'
import { trials } from '../../../mock-sts/checks/client/trials.ts'
import { named, table } from '../client-defect-table.ts'

describe.concurrent('a client that', { timeout: 60_000 }, () => {
  it.each(Object.keys(table) as (keyof typeof table)[])('%s is told so, and nothing else', async (defect) => {
    const { failed = [], warned = [], options } = table[defect]
    const found = await named(defect, options)
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
  })
})

it('a client that swallows failures is told of every one', { timeout: 60_000 }, async () => {
  const reported = trials.filter(({ expects, onlyIfAll }) => expects === 'a failure reported' && !onlyIfAll)
  const { failed, warned } = await named('swallows failures')
  expect({ failed: failed.toSorted(), warned }).toEqual({
    failed: reported.map(({ name }) => name).toSorted(),
    warned: [],
  })
})

describe('a sound client', { timeout: 60_000 }, () => {
  it.each(['today', 'next'] as const)('is told nothing in any trial, under %s', async (profile) => {
    const { failed, warned, results } = await named(undefined, { profile, all: true })
    expect({ failed, warned }).toEqual({ failed: [], warned: [] })
    expect(results.filter(({ outcome }) => outcome === 'not reached').map(({ id, because }) => [id, because])).toEqual(
      [],
    )
  })
})
