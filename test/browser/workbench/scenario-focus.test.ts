/** Where the focus goes when a form of the scenarios opens and closes, and that it gets there before the next key. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { open, startTwin, useBrowser } from './workbench.ts'

useBrowser()

describe('scenarios', () => {
  it('the focus goes into a form that opens, back to its button, and to the content when what had it is gone', async () => {
    const twin = await startTwin()
    await twin.use('server-error')
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios?find=slow-answer`)
    await page.getByRole('button', { name: 'Use slow-answer', exact: true }).focus()
    await page.keyboard.press('Enter')
    const form = page.getByRole('form', { name: 'Activate slow-answer' })
    await form.getByLabel('For whom').and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Use slow-answer' }).and(page.locator(':focus')).waitFor()
    await page.getByRole('button', { name: 'Stop server-error' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('No scenario is active').waitFor()
    await page.locator('main:focus').waitFor()
  })

  it('the focus has moved before the browser paints, so that a fast reader types into the right field', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
    expect(await focusedBy(page, '#too-many-requests > button')).toBe('client-too-many-requests')
    expect(await focusedBy(page, '#too-many-requests .first + button')).toBe('sequence')
    expect(await focusedBy(page, '#server-error > button')).toBe('client-server-error')
    expect(await focusedBy(page, '#server-error .first + button')).toBe('sequence')
  })
})

/** The id of what has the focus after a click, when the page has redrawn itself but the browser has not painted yet. */
async function focusedBy(page: Page, button: string): Promise<string> {
  await page.locator(button).waitFor()
  // Redrawing takes promises only; a frame or a timer would run after all of these turns.
  return page.evaluate<string>(`(async () => {
    document.querySelector(${JSON.stringify(button)}).click()
    for (let turn = 0; turn < 100; turn++) await undefined
    return document.activeElement.id
  })()`)
}
