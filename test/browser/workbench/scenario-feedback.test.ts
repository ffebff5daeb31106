/** What the page of scenarios says about each scenario first, and after an action: where a step went, and what the twin notes about an activation. */
import { expect, it } from 'vitest'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
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
  for (const width of [375, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    const panel = await active.boundingBox()
    for (const notice of await active.locator('.notice').all()) {
      const box = await notice.boundingBox()
      expect(Number(box?.x) - Number(panel?.x), `${width}: free space at its side`).toBeGreaterThanOrEqual(12)
    }
  }
})

it('each scenario says below its name what the client gets, before the rest, and is found by it', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
  await page.locator('.scenario').first().waitFor()
  const texts = await page.locator('.scenario .sc-text').allInnerTexts()
  expect(
    texts.map((text) =>
      text
        .split(/\n+/)
        .slice(0, 2)
        .map((line) => line.trim().replace(/ .*/, '')),
    ),
  ).toEqual(scenarios.map(({ name, gets }) => [name, gets.replaceAll('`', '').replace(/ .*/, '')]))
  await page.getByRole('searchbox', { name: 'Search scenarios' }).fill('429')
  await page.locator('.scenario').nth(2).waitFor({ state: 'detached' })
  expect(await page.locator('.scenario h3').allInnerTexts()).toEqual([
    expect.stringMatching(/^too-many-requests/),
    expect.stringMatching(/^api-too-many-requests/),
  ])
})
