/** Rows D27 to D30 of APIs that end by themselves at the start, or that use no new key. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'
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

const scenarios = ['jwks-unreachable', 'jwks-slow', 'jwks-empty', 'jwks-html']
const ended = 'it ended by itself; started again, it succeeded'

it('an API that ended by itself without the keys is started again once, and warned', async () => {
  const { found } = await checked('ends without the keys')
  expect(found).toEqual([['D29', 'warned', ...scenarios.map((scenario) => `${scenario} ${ended}`)]])
})

it('an API that ended by itself, and that does not succeed when started again, fails row D29', async () => {
  const { found } = await checked('ends without the keys, and does not recover', { limits: { recovery: 1 } })
  const seen = 'it ended by itself; started again, it still refuses'
  expect(found).toEqual([['D29', 'failed', ...scenarios.map((scenario) => `${scenario} ${seen}`)]])
})

it('row D28 is not reached if the API does not use the new key, and the other rows use a key that it knows', async () => {
  const { found, unreached } = await checked('takes no further key', { limits: { notice: 1 } })
  expect(found).toEqual([['D27', 'failed', ' still 401']])
  expect(unreached).toEqual(['D09', 'D25', 'D37', 'D38', 'D28', 'D30'])
})
