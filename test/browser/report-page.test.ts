/** The web page of a report in a browser: complete and without external requests, at desktop and phone widths. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { htmlPage } from '../../mock-sts/checks/report/html.ts'
import type { CheckResult, Report } from '../../mock-sts/checks/result.ts'
import { widths } from './widths.ts'

const common = { group: 'behaviour', source: 'RFC 6749 5.1', findings: [] } as const
const hostile = `<script>document.title = 'taken'</script><img src="https://stranger.example/x">`
const results: readonly CheckResult[] = [
  {
    ...common,
    id: 'token-kept',
    requires: 'It caches its token',
    outcome: 'failed',
    findings: [{ where: 'calls-succeed', expected: 'one token', seen: hostile.repeat(20), fix: 'Keep the token' }],
  },
  { ...common, id: 'nonce-answered', requires: 'It answers a challenge', outcome: 'passed' },
  {
    ...common,
    id: 'A44',
    requires: 'A disabled client',
    outcome: 'not reached',
    because: 'This case needs another client.',
  },
]
const report: Report = {
  role: 'client',
  subject: `node app.ts ${hostile}`,
  setting: 'profile next',
  startedAt: '2026-11-23T09:00:00.000Z',
  seconds: 12.3,
  results,
}

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
})
afterAll(() => browser.close())

/** Opens the page at a width; returns the requests it made and its console messages and errors. */
async function opened(
  width: number,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ page: Page; requested: string[]; messages: string[] }> {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.html')
  writeFileSync(file, htmlPage(report))
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
  onTestFinished(() => page.close())
  const requested: string[] = []
  const messages: string[] = []
  page.on('request', (request) => requested.push(request.url()))
  page.on('console', (message) => messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(error.message))
  const address = pathToFileURL(file).href
  await page.goto(address)
  return { page, requested: requested.filter((url) => url !== address), messages }
}

describe.each(widths)('the report at a width of %i', (width) => {
  it('shows each failure and its fix, and does not run markup from the client’s output', async () => {
    const { page, requested, messages } = await opened(width)
    expect(await page.title()).toContain('check client')
    expect(await page.locator('h1').innerText()).toMatch(/check client: failed/i)
    const text = await page.locator('body').innerText()
    for (const part of ['token-kept', 'Keep the token', 'RFC 6749 5.1', '1 failed']) expect(text).toContain(part)
    expect([requested, messages]).toEqual([[], []])
  })

  it('does not scroll horizontally', async () => {
    const { page } = await opened(width)
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
    expect(wide).toBeLessThanOrEqual(width)
  })

  it.each(['light', 'dark'] as const)('has no axe finding, in %s', async (colorScheme) => {
    const { page } = await opened(width, colorScheme)
    for (const fold of await page.locator('details:not([open]) summary').all()) await fold.click()
    const folder = process.env.SCREENSHOTS
    if (folder !== undefined)
      await page.screenshot({ path: `${folder}/report-${width}-${colorScheme}.png`, fullPage: true })
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  })

  it('forbids every script, even one that a bug would let into it', async () => {
    const { page, messages } = await opened(width)
    const added = `const script = document.createElement('script'); script.textContent = 'document.title = "taken"'; document.head.append(script)`
    await page.evaluate(added)
    expect([await page.title(), messages]).toEqual([
      expect.stringContaining('check client'),
      [expect.stringMatching(/Content Security Policy/i)],
    ])
  })

  it('folds passed checks until their summary is clicked', async () => {
    const { page } = await opened(width)
    const passed = page.getByText('nonce-answered')
    expect(await passed.isVisible()).toBe(false)
    await page.getByText('1 passed', { exact: true }).last().click()
    expect(await passed.isVisible()).toBe(true)
  })
})
