/** Rows D27 to D30: an API starts while its issuer's keys or metadata are unavailable, and the keys change while it runs. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ApiDefect } from '../api-defect-table.ts'
import { type Checked, checkedApi } from '../checked-api.ts'

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

/** The rows with findings, and the ids of the rows that were not reached. */
async function checked(defect?: ApiDefect, options: Checked = {}) {
  const results = await checkedApi(twin, defect, { keys: true, ...options })
  const notPassed = results.filter(({ outcome }) => !['passed', 'not reached'].includes(outcome))
  const found = notPassed.map(({ id, outcome, findings }) => [
    id,
    outcome,
    ...findings.map(({ where, seen }) => [where, seen].join(' ')),
  ])
  const unreached = results.filter(({ outcome }) => outcome === 'not reached').map(({ id }) => id)
  return { found, unreached }
}

describe('a sound API', () => {
  it('passes, and D30 is not reached because it does not fetch the metadata', async () => {
    expect(await checked()).toEqual({ found: [], unreached: ['D09', 'D25', 'D37', 'D38', 'D30'] })
  })

  it('passes D30 too if it fetches the metadata', async () => {
    expect(await checked(undefined, { api: { keysFrom: 'metadata' } })).toEqual({
      found: [],
      unreached: ['D09', 'D25', 'D37', 'D38'],
    })
  })
})

describe('check api', () => {
  it.each<[ApiDefect, Checked, readonly unknown[]]>([
    [
      'accepts what it cannot verify',
      {},
      [['D29', 'failed', 'jwks-unreachable 200', 'jwks-slow 200', 'jwks-html 200']],
    ],
    // A slow JWKS is only a warning: no document says how long an API may wait.
    ['waits for the keys without a timeout', { limits: { refusal: 5 } }, [['D29', 'warned', 'jwks-slow none']]],
  ])('reports an API with the defect "%s"', async (defect, options, expected) => {
    expect((await checked(defect, options)).found).toEqual(expected)
  })
})
