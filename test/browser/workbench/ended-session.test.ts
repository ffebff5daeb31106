/** The workbench of a session that ends while its page is open, and the last step of a sequence. */
import { expect, it } from 'vitest'
import { open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('a session that has ended is reported as gone, with a way back, and gets no more requests', async () => {
  const twin = await startTwin()
  const session = await twin.createSession()
  const { page } = await open(`${session.origin}/_mock/ui/`)
  await page.getByText('Live', { exact: true }).waitFor()
  await session.close()
  await page.getByText('This session does not exist any more', { exact: false }).first().waitFor()
  expect(await page.getByText('Healthy').count()).toBe(0)
  expect(await page.getByText('Reconnecting').count()).toBe(0)
  expect(twin.requestsTo('other')).toEqual([])
  await page.getByRole('link', { name: 'Back to the twin' }).click()
  await page.waitForURL(`${twin.origin}/_mock/ui/`)
})

it('the last step of a sequence has its name, and acts once more', async () => {
  const twin = await startTwin()
  await twin.use(['invalid-scope', null])
  await refusedRequest(twin.issuer('test'), 'one')
  const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
  const row = page.getByRole('region', { name: 'Active now' }).getByRole('row').nth(1)
  await row.getByText('Unchanged request').first().waitFor()
  expect(await row.innerText()).not.toContain('until stopped')
})
