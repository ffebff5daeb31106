/** Opens the workbench as a person does, and checks what must hold on every page. */
import axe from 'axe-core'
import { type StartedMockSts, type StartOptions, startMockSts } from 'helseid-mock'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'

/** The widths to test: BROWSER_WIDTHS, separated by commas, or all from a small phone to a large screen. */
export const widths: readonly number[] = (process.env.BROWSER_WIDTHS || '320,375,768,992,1440,1920')
  .split(',')
  .map(Number)

export const themes = ['light', 'dark'] as const

/** What a caller may send: markup, text from right to left, and a long text without a place to break. */
export const hostile = {
  markup: `"><script>document.title='taken'</script><img src=x onerror="document.title='taken'">`,
  rightToLeft: '\u202eאבג\u2066 client',
  long: `nhn:${'x'.repeat(400)}`,
}

export interface Opened {
  readonly page: Page
  /** Console messages, which include violations of the Content-Security-Policy, and errors. */
  readonly messages: string[]
  /** Requests to other origins than the page's own. */
  readonly elsewhere: string[]
}

let browser: Browser

/** Call it once in a file of tests. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launch('MAP twin.example 127.0.0.1')
  })
  afterAll(() => browser.close())
}

/** A browser that finds names as `rules` say. */
export async function launch(rules: string): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', `--host-resolver-rules=${rules}`],
  })
}

/** A twin with the demo client, closed when the test ends. */
export async function startTwin(options: StartOptions = {}): Promise<StartedMockSts> {
  const twin = await startMockSts({ port: 0, clients: [demoClient.registration], ...options })
  onTestFinished(() => twin.close())
  return twin
}

/** Opens an address in a new window, which has its own storage and does not check certificates. */
export async function open(address: string, options: BrowserContextOptions = {}, inBrowser = browser): Promise<Opened> {
  const context = await inBrowser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'nb-NO',
    timezoneId: 'Europe/Oslo',
    ignoreHTTPSErrors: true,
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  const page = await context.newPage()
  onTestFinished(() => context.close())
  const messages: string[] = []
  const elsewhere: string[] = []
  const { origin } = new URL(address)
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith('data:')) elsewhere.push(request.url())
  })
  page.on('console', (message) => messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(error.message))
  await page.goto(address)
  return { page, messages, elsewhere }
}

/** The page has no finding of axe, does not scroll sideways, and no script of a caller has run. */
export async function checkPage(opened: Opened, name: string): Promise<void> {
  const { page } = opened
  await checkWidth(opened, name)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** Texts of cells whose content runs into the next column. Heads that only screen readers see are one pixel wide. */
const cellsTooNarrow = `[...document.querySelectorAll('td, th')]
  .filter((cell) => (cell.closest('thead')?.offsetWidth ?? 2) > 1)
  .filter((cell) => cell.offsetParent !== null && cell.scrollWidth > cell.clientWidth + 1)
  .map((cell) => cell.innerText)`

/** The page does not scroll sideways, no cell of a table runs into the next one, and no script of a caller has run. */
export async function checkWidth({ page, messages, elsewhere }: Opened, name: string): Promise<void> {
  const size = page.viewportSize()
  const colorScheme = await page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: dark)').matches`)
  const folder = process.env.SCREENSHOTS
  if (folder !== undefined && [375, 1440].includes(size?.width ?? 0))
    await page.screenshot({
      path: `${folder}/${name.replace(/\W+/g, '-')}-${size?.width}-${colorScheme ? 'dark' : 'light'}.png`,
      fullPage: true,
    })
  expect([name, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([name, size?.width])
  expect([name, await page.evaluate<string[]>(cellsTooNarrow)]).toEqual([name, []])
  expect(await page.title()).not.toBe('taken')
  expect([messages, elsewhere]).toEqual([[], []])
}

/** Sends a token request of a client that is not registered, which HelseID refuses. */
export async function refusedRequest(issuer: string, clientId: string): Promise<Response> {
  const body = new URLSearchParams({ client_id: clientId, grant_type: 'client_credentials' })
  return fetch(`${issuer}/connect/token`, { method: 'POST', body })
}
