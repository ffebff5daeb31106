/** What a narrow or crowded workbench must not lose: labels, hints and dates. */
import { expect, it } from 'vitest'
import { checkPage, open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('the profile in the bar has its label at the width of a phone', async () => {
  const twin = await startTwin()
  const opened = await open(`${twin.origin}/_mock/ui/requests`, { viewport: { width: 375, height: 800 } })
  const bar = opened.page.getByRole('region', { name: 'State of the twin' })
  await bar.getByText('today', { exact: true }).waitFor()
  expect(await bar.getByText('Profile', { exact: true }).isVisible()).toBe(true)
  await checkPage(opened, 'bar')
})

it('the hint of the search is not cut, however long the names in the choices are', async () => {
  const twin = await startTwin()
  for (let index = 0; index < 12; index++) await refusedRequest(twin.issuer('test'), crypto.randomUUID())
  for (const width of [375, 1280]) {
    const opened = await open(`${twin.origin}/_mock/ui/requests`, { viewport: { width, height: 800 } })
    const { page } = opened
    await page.getByRole('table').waitFor()
    const [needed = 0, there = 0] = await page.evaluate<number[]>(`(() => {
      const field = document.getElementById('find')
      const style = getComputedStyle(field)
      const pen = document.createElement('canvas').getContext('2d')
      pen.font = style.font
      return [
        pen.measureText(field.placeholder).width,
        field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight),
      ]
    })()`)
    expect(there).toBeGreaterThanOrEqual(needed)
    await checkPage(opened, 'crowded')
  }
})

it('a request of another day has its date in the list, one of today only its time', async () => {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), 'one')
  for (const width of [375, 1280]) {
    const opened = await open(`${twin.origin}/_mock/ui/requests`, { viewport: { width, height: 800 } })
    const { page } = opened
    const time = page.getByRole('table').locator('time')
    await time.waitFor()
    expect(await time.innerText()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
    const at = twin.requests.at(-1)?.at ?? 0
    await page.clock.setFixedTime(at + 2 * 24 * 60 * 60 * 1000)
    await page.reload()
    await time.waitFor()
    expect(await time.innerText()).toMatch(/^\d+ \w+ \d{4}\s+\d\d:\d\d:\d\d\.\d{3}$/)
    await checkPage(opened, 'another-day')
  }
})
