/** Each row of the API check reports the defect that is planted for it, with advice for each platform, and no other row does. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { platforms } from '../../../mock-sts/checks/api/advice.ts'
import { allRows } from '../../../mock-sts/checks/api/all-rows.ts'
import { apiDefects } from '../api-defect-table.ts'
import { type Checked, checkedApi, found, organization } from '../checked-api.ts'

let twin: StartedMockSts
beforeAll(async () => {
  twin = await startMockSts({ port: 0 })
})
afterAll(() => twin.close())

/** What else a row needs to be reached. */
const needs: Readonly<Record<string, Checked>> = {
  D09: { api: { nonce: true } },
  D25: { api: { organization } },
  D37: { api: { organization } },
  D38: { api: { organization } },
  // The shorter the limit, the sooner a key counts as not noticed.
  D27: { keys: true, limits: { notice: 1 } },
  D28: { keys: true },
  D29: { keys: true },
  D30: { keys: true, api: { keysFrom: 'metadata' } },
}

it.each(allRows.map(({ id, level }) => [id, apiDefects[id as keyof typeof apiDefects], level]))(
  'row %s alone reports the defect "%s"',
  async (id, defect, level) => {
    const outcome = level === 'must' ? 'failed' : 'warned'
    const results = await checkedApi(twin, defect as never, needs[id])
    expect(found(results)).toEqual([[id, outcome]])
    const fixes = results.flatMap(({ findings }) => findings.map(({ fix }) => fix))
    for (const platform of id.startsWith('D33') ? [] : platforms)
      expect(fixes).toContainEqual(expect.stringContaining(platform))
  },
)
