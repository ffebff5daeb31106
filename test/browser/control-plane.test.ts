/** Pages in a browser against the control plane: foreign ones change nothing, admitted ones may, and links to verdicts work. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type StartedMockSts, type StartOptions, startMockSts } from 'helseid-mock'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

let browser: Browser
let pages: Server
let foreign: string
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP rebound.example 127.0.0.1',
    ],
  })
  pages = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<body>foreign</body>'))
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  foreign = `http://foreign.localhost:${(pages.address() as AddressInfo).port}`
})
afterAll(async () => {
  await browser.close()
  pages.closeAllConnections()
  await new Promise((resolve) => pages.close(resolve))
})

async function twinWith(options: StartOptions = {}): Promise<StartedMockSts> {
  const twin = await startMockSts({ port: 0, ...options })
  onTestFinished(() => twin.close())
  return twin
}

async function pageAt(url: string): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(() => page.close())
  await page.goto(url)
  return page
}

const scenario = JSON.stringify({ name: 'server-error' })

/** Scripts in the page, each a way to send a request to `control`. They resolve when the request has ended. */
const attempts = (control: string): Record<string, string> => ({
  'fetch with text/plain': `fetch('${control}/scenarios', { method: 'POST', body: '${scenario}' }).catch(() => 0)`,
  'fetch without CORS': `fetch('${control}/scenarios', { method: 'POST', mode: 'no-cors', body: '${scenario}' }).catch(() => 0)`,
  'fetch with JSON': `fetch('${control}/scenarios', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '${scenario}' }).catch(() => 0)`,
  'an empty POST': `fetch('${control}/reset', { method: 'POST', mode: 'no-cors' }).catch(() => 0)`,
  'an image': `new Promise((done) => { const image = new Image(); image.onload = image.onerror = done; image.src = '${control}/scenarios' }).then(() => 0)`,
  'a form': `new Promise((done) => {
    document.body.innerHTML = '<iframe name="target"></iframe><form method="post" target="target" enctype="text/plain" action="${control}/reset"></form>'
    document.querySelector('iframe').onload = done
    document.querySelector('form').submit()
  }).then(() => 0)`,
})

describe('a page of another origin', () => {
  it('changes nothing, however it sends its requests', async () => {
    const twin = await twinWith()
    await twin.use('invalid-client')
    const page = await pageAt(foreign)
    const before = await scenariosInUse(twin)
    for (const [name, script] of Object.entries(attempts(`${twin.origin}/_mock`))) {
      await page.evaluate(script)
      expect([name, await scenariosInUse(twin)]).toEqual([name, before])
    }
    expect(before).toMatchObject([{ sequence: ['invalid-client'] }])
  })

  it('may drive the control plane if --allow-origin lists it', async () => {
    const twin = await twinWith({ allowOrigins: [foreign] })
    const page = await pageAt(foreign)
    await page.evaluate(attempts(`${twin.origin}/_mock`)['fetch with JSON'] ?? '')
    expect(await scenariosInUse(twin)).toMatchObject([{ sequence: ['server-error'] }])
  })

  it('may link to a verdict, which a person can open', async () => {
    const twin = await twinWith()
    const body = new URLSearchParams({ client_id: 'x' })
    const refused = await fetch(`${twin.issuer('test')}/connect/token`, { method: 'POST', body })
    const page = await pageAt(foreign)
    await page.setContent(`<a href="${refused.headers.get('x-helseid-mock-verdict')}">verdict</a>`)
    await page.click('a')
    await page.waitForURL(/_mock\/ui\/requests/)
    expect(await page.getByText('400 invalid_client').first().innerText()).toContain('400 invalid_client')
  })
})

it('a name of another site that leads to this machine is answered 421', async () => {
  const twin = await twinWith()
  const page = await pageAt(`http://rebound.example:${twin.port}/healthz`)
  const status = await page.evaluate(`fetch('/_mock/reset', { method: 'POST' }).then(({ status }) => status)`)
  expect(status).toBe(421)
})

async function scenariosInUse(twin: StartedMockSts): Promise<unknown> {
  return ((await (await fetch(`${twin.origin}/_mock/scenarios`)).json()) as { inUse: unknown }).inUse
}
