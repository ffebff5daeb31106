/** The page of a client draft in a browser: a person confirms or declines there, and no other site can. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const hostile = `"><script>document.title='taken'</script><img src=x onerror="document.title='taken'">`
let browser: Browser
let sts: StartedMockSts
/** Another site: the application that waits for the user, and the stranger. */
let stranger: { readonly origin: string; readonly received: string[]; html: string }
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP twin.example 127.0.0.1',
    ],
  })
  sts = await startMockSts({ port: 0, allowHosts: ['twin.example'] })
  const site = { origin: '', received: [] as string[], html: '' }
  const server = createServer((request, response) => {
    if (request.url !== '/favicon.ico') site.received.push(`${request.method} ${request.url}`)
    response.setHeader('Content-Type', 'text/html').end(site.html)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  stranger = site
  return () => server.close()
})
afterAll(async () => {
  await browser.close()
  await sts.close()
})

async function drafted(more: object = {}): Promise<string> {
  const answer = await fetch(`${sts.origin}/selvbetjening/test/v1/client-drafts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': 'any' },
    body: JSON.stringify({
      organizationNumber: '994598759',
      publicJwk: publicJwk(keyRing.ec384 as Jwk),
      apiScopes: ['nhn:msh/api', 'nhn:selvbetjening/client'],
      childOrganizationNumbers: ['983658725'],
      redirectUris: ['https://epj.example/login'],
      audienceSpecificClientClaims: [{ key: 'nhn:msh/client/claims/herid', value: '8142519' }],
      postClientConfirmationRedirectUri: `${stranger.origin}/callback`,
      ...more,
    }),
  })
  return ((await answer.json()) as { clientId: string }).clientId
}

const addressOf = (clientId: string) => `${sts.origin}/selvbetjening/test/confirm-client/${clientId}`
const decisionOn = async (clientId: string) => {
  const answer = await fetch(`${sts.origin}/_mock/clients/${clientId}`)
  const { draft, enabled } = (await answer.json()) as { draft: { decision?: string }; enabled: boolean }
  return [draft.decision, enabled]
}

interface Opened {
  readonly page: Page
  readonly requested: string[]
  /** Console messages, which include violations of the Content-Security-Policy, and errors. */
  readonly messages: string[]
}

async function opened(options: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage(options)
  onTestFinished(() => page.close())
  stranger.received.length = 0
  const requested: string[] = []
  const messages: string[] = []
  page.on('request', (request) => requested.push(`${request.method()} ${request.url()}`))
  page.on('console', (message) => messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(error.message))
  return { page, requested, messages }
}

describe.each([true, false])('with JavaScript: %s', (javaScriptEnabled) => {
  it('a click confirms, and leads back to the application', async () => {
    const clientId = await drafted()
    const { page, requested, messages } = await opened({ javaScriptEnabled })
    await page.goto(addressOf(clientId))
    await page.getByRole('button', { name: 'Confirm client' }).click()
    await page.waitForURL(`${stranger.origin}/callback?status=Success`)
    expect(await decisionOn(clientId)).toEqual(['confirmed', true])
    expect([requested, messages]).toEqual([
      [`GET ${addressOf(clientId)}`, `POST ${addressOf(clientId)}`, `GET ${stranger.origin}/callback?status=Success`],
      [],
    ])
    await page.goto(addressOf(clientId))
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This client was already confirmed')
  })

  it('a click declines, and the page says so', async () => {
    const clientId = await drafted()
    const { page, requested, messages } = await opened({ javaScriptEnabled })
    await page.goto(addressOf(clientId))
    await page.getByRole('button', { name: 'Decline' }).click()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('The client was declined')
    expect(await decisionOn(clientId)).toEqual(['declined', false])
    expect([requested, messages]).toEqual([[`GET ${addressOf(clientId)}`, `POST ${addressOf(clientId)}`], []])
    await page.reload()
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('This draft was declined')
  })
})

it('the keyboard confirms: the first Tab stop of the form is Confirm, and its focus is visible', async () => {
  const clientId = await drafted()
  const { page } = await opened()
  await page.goto(addressOf(clientId))
  await page.keyboard.press('Tab')
  const focused = page.locator(':focus-visible')
  expect(await focused.innerText()).toBe('Confirm client')
  expect(await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${stranger.origin}/callback?status=Success`)
  expect(await decisionOn(clientId)).toEqual(['confirmed', true])
})

it('a click confirms at a plain http address by name, where browsers send Origin but no Sec-Fetch-Site', async () => {
  const clientId = await drafted()
  const { page } = await opened()
  await page.goto(addressOf(clientId).replace('localhost', 'twin.example'))
  const sent = page.waitForRequest((request) => request.method() === 'POST')
  await page.getByRole('button', { name: 'Confirm client' }).click()
  const headers = await (await sent).allHeaders()
  expect([headers.origin, headers['sec-fetch-site']]).toEqual([
    sts.origin.replace('localhost', 'twin.example'),
    undefined,
  ])
  await page.waitForURL(`${stranger.origin}/callback?status=Success`)
  expect(await decisionOn(clientId)).toEqual(['confirmed', true])
})

describe('a page of another site', () => {
  it.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
    'that sends the form as %s confirms nothing',
    async (encoding) => {
      const clientId = await drafted()
      const { page } = await opened()
      // The stranger does not know the token; with it the browser still names the sender.
      const html = await (await fetch(addressOf(clientId), { headers: { accept: 'text/html' } })).text()
      const token = /name="token" value="([^"]+)"/.exec(html)?.[1]
      for (const value of ['', token]) {
        stranger.html = `<form method="post" enctype="${encoding}" action="${addressOf(clientId)}"><input name="token" value="${value}">
          <input name="decision" value="confirm"></form><script>document.forms[0].submit()</script>`
        const answer = page.waitForResponse(addressOf(clientId))
        await page.goto(`${stranger.origin}/`)
        expect([403, 415]).toContain((await answer).status())
        await page.getByRole('heading', { name: 'Nothing was confirmed' }).waitFor()
      }
      expect(await decisionOn(clientId)).toEqual([undefined, false])
    },
  )

  it('cannot show the page in a frame', async () => {
    const clientId = await drafted()
    const { page, messages } = await opened()
    stranger.html = `<iframe src="${addressOf(clientId)}"></iframe>`
    await page.goto(`${stranger.origin}/`)
    expect(await page.frames()[1]?.locator('button').count()).toBe(0)
    expect(messages.join()).toMatch(/frame-ancestors 'none'/)
  })

  it('cannot read the page', async () => {
    const clientId = await drafted()
    const { page } = await opened()
    stranger.html = ''
    await page.goto(`${stranger.origin}/`)
    const read = `fetch('${addressOf(clientId)}', { headers: { accept: 'text/html' } }).then((answer) => answer.text(), () => 'refused')`
    expect(await page.evaluate<string>(read)).toBe('refused')
  })
})

it('markup in a draft is text on the page', async () => {
  const clientId = await drafted({
    apiScopes: [hostile],
    publicJwk: { ...publicJwk(keyRing.ec384 as Jwk), kid: hostile },
    redirectUris: [`myapp:${hostile}`],
    audienceSpecificClientClaims: [{ key: hostile, value: hostile }],
    postClientConfirmationRedirectUri: `${stranger.origin}/${encodeURI(hostile)}`,
  })
  const { page, requested, messages } = await opened()
  await page.goto(addressOf(clientId))
  expect(await page.title()).toBe('Confirm a client · HelseID twin')
  expect(await page.locator('main img, script').count()).toBe(0)
  expect(await page.getByText(hostile, { exact: true }).count()).toBe(2)
  expect([requested, messages]).toEqual([[`GET ${addressOf(clientId)}`], []])
})

const visit = async (page: Page, clientId: string) => void (await page.goto(addressOf(clientId)))

/** Pages that `/confirm-client` has: name, heading, and how a person gets there. */
const pages: readonly [string, string, (page: Page) => Promise<void>][] = [
  ['draft', 'Confirm this client?', async (page) => visit(page, await drafted())],
  [
    'draft with long values',
    'Confirm this client?',
    async (page) => visit(page, await drafted({ apiScopes: [`nhn:${'x'.repeat(300)}`, hostile] })),
  ],
  ['unknown draft', 'This draft does not exist', (page) => visit(page, 'no-such-draft')],
  [
    'confirmed',
    'This client was already confirmed',
    async (page) => {
      const clientId = await drafted()
      await sts.confirmClient(clientId)
      await visit(page, clientId)
    },
  ],
  [
    'declined',
    'The client was declined',
    async (page) => {
      await visit(page, await drafted())
      await page.getByRole('button', { name: 'Decline' }).click()
    },
  ],
  [
    'refused form',
    'Nothing was confirmed',
    async (page) => {
      await visit(page, await drafted())
      await page.evaluate(`document.querySelector('[name=token]').value = ''`)
      await page.getByRole('button', { name: 'Confirm client' }).click()
    },
  ],
]

describe.each(pages)('the page %s', (name, heading, open) => {
  it.each(['light', 'dark'] as const)('has no axe finding and no horizontal scrolling, in %s', async (colorScheme) => {
    for (const width of [320, 375, 768, 1440]) {
      const { page, messages } = await opened({ colorScheme, viewport: { width, height: 900 } })
      await open(page)
      for (const fold of await page.locator('summary').all()) await fold.click()
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(heading)
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      const folder = process.env.SCREENSHOTS
      if (folder !== undefined)
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true })
      await page.evaluate(axe.source)
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()')
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      // An error status is a console message.
      expect(messages.filter((message) => !message.includes('the server responded with a status of 4'))).toEqual([])
    }
  })
})
