/** What the page of scenarios says after an action: where a step went, and what the twin notes about an activation. */
import { expect, it } from 'vitest'
import { open, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('a step that is added leads to the sequence, which has the focus and is in sight', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
  await page.getByRole('button', { name: 'Use api-slow-answer', exact: true }).click()
  const form = page.getByRole('form', { name: 'Activate api-slow-answer', exact: true })
  await form.getByRole('button', { name: 'Add to a sequence' }).click()
  const heading = page.getByRole('heading', { name: 'Sequence', exact: true })
  await heading.and(page.locator(':focus')).waitFor()
  const box = await heading.boundingBox()
  expect(box?.y).toBeGreaterThan(0)
  expect(box?.y).toBeLessThan(900)
  await page
    .getByRole('status')
    .filter({ hasText: 'Step 1 of the sequence: api-slow-answer' })
    .waitFor({ state: 'attached' })
})

it('an unknown client and a scenario that is replaced are named after activation', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
  const active = page.getByRole('region', { name: 'Active now' })
  for (const name of ['slow-answer', 'bad-gateway']) {
    await page.getByRole('button', { name: `Use ${name}`, exact: true }).click()
    const form = page.getByRole('form', { name: `Activate ${name}`, exact: true })
    await form.getByLabel('For whom').fill('typo')
    await form.getByRole('button', { name: 'Activate', exact: true }).click()
    await active.getByRole('row', { name }).waitFor()
    await active.getByText('No client is called "typo" yet').waitFor()
  }
  await active.getByText('It replaced slow-answer, which').waitFor()
})
