/** A twin that is started again while its workbench is open. */
import { startMockSts } from 'helseid-mock'
import { expect, it } from 'vitest'
import { checkPage, open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('a restart of the twin is announced once, with its time, until the notice is closed', async () => {
  const first = await startMockSts({ port: 0 })
  await refusedRequest(first.issuer('test'), 'one')
  const opened = await open(`${first.origin}/_mock/ui/requests`)
  const { page } = opened
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByRole('table').waitFor()
  const sentence = /^The twin restarted at \d\d:\d\d:\d\d; its earlier requests are gone\.$/
  expect(await page.getByText(sentence).count()).toBe(0)
  await first.close()
  await page.getByText('Reconnecting').waitFor()
  const second = await startTwin({ port: Number(new URL(first.origin).port) })
  const notice = page.getByRole('main').getByText(sentence)
  await notice.waitFor()
  await page.getByRole('status').filter({ hasText: sentence }).waitFor({ state: 'attached' })
  await page.getByText('No requests yet').waitFor()
  opened.messages.length = 0
  await checkPage(opened, 'restarted')
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await notice.waitFor({ state: 'detached' })
  // News from the twin loads the overview again, whose start is now known.
  const reloaded = page.waitForResponse(`${second.origin}/_mock/overview`)
  await refusedRequest(second.issuer('test'), 'two')
  await reloaded
  await page.getByRole('table').waitFor()
  expect(await notice.count()).toBe(0)
})
