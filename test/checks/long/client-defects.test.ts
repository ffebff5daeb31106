/** `check client` with all trials reports each deliberate defect and nothing else, and nothing for a sound client. */
import { describe, expect, it } from 'vitest'
import { trials } from '../../../mock-sts/checks/client/trials.ts'
import { named, table } from '../client-defect-table.ts'

describe.concurrent('check client with all trials', () => {
  it.each(Object.keys(table) as (keyof typeof table)[])('reports the defect "%s" and nothing else', async (defect) => {
    const { failed = [], warned = [], options } = table[defect]
    const found = await named(defect, options)
    expect({ failed: found.failed, warned: found.warned }).toEqual({ failed, warned })
  })
})

it('a client that swallows failures fails every trial that expects a reported failure', async () => {
  const reported = trials.filter(({ expects, onlyIfAll }) => expects === 'a failure reported' && !onlyIfAll)
  const { failed, warned } = await named('swallows failures')
  expect({ failed: failed.toSorted(), warned }).toEqual({
    failed: reported.map(({ name }) => name).toSorted(),
    warned: [],
  })
})

describe('a sound client', () => {
  it.each(['today', 'next'] as const)('gets no findings in any trial under the profile %s', async (profile) => {
    const { failed, warned, results } = await named(undefined, { profile, all: true })
    expect({ failed, warned }).toEqual({ failed: [], warned: [] })
    expect(results.filter(({ outcome }) => outcome === 'not reached').map(({ id, because }) => [id, because])).toEqual(
      [],
    )
  })
})
