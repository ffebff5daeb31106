/** The frame of the workbench: navigation, state bar, preferences, keyboard, control token, and the addresses at which it works. */
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startMockSts } from 'helseid-mock'
import type { Browser, Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { checkPage, launch, open, refusedRequest, startTwin, themes, useBrowser, widths } from './workbench.ts'

useBrowser()

const heading = { level: 1 } as const

it('the address of the twin leads to the overview, and the navigation to each page that it names', async () => {
  const twin = await startTwin()
  const opened = await open(twin.origin)
  const { page } = opened
  expect(page.url()).toBe(`${twin.origin}/_mock/ui/`)
  const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
  const names = (await links.allInnerTexts()).map((text) => text.split('\n')[0] ?? '')
  expect(names).toEqual(expect.arrayContaining(['Overview', 'Explain', 'Scenarios', 'Rules']))
  for (const name of names) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await page.getByRole('heading', { ...heading, name }).waitFor()
    expect(await page.title()).toBe(`${name} · HelseID twin`)
    expect(await page.getByRole('link', { name, exact: false }).and(page.locator('[aria-current=page]')).count()).toBe(
      1,
    )
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  }
  await page.goBack()
  await page.getByRole('heading', { ...heading, name: names.at(-2) ?? '' }).waitFor()
  expect([opened.messages, opened.elsewhere]).toEqual([[], []])
})

it('an address without a page says so, and leads back', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/no/such/page`)
  await page.getByRole('heading', { ...heading, name: 'Page not found' }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('heading', { ...heading, name: 'Overview' }).waitFor()
})

it('the bar names active scenarios on every page, as soon as they begin, and stops them', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/rules`)
  await page.getByText('Live', { exact: true }).waitFor()
  await twin.use('server-error')
  await twin.use('slow-answer', { clientId: 'one' })
  await page.getByText('2 scenarios active').waitFor()
  await page.getByRole('button', { name: 'Stop all' }).click()
  await page.getByText('2 scenarios active').waitFor({ state: 'detached' })
  const { inUse } = (await (await fetch(`${twin.origin}/_mock/scenarios`)).json()) as { inUse: unknown[] }
  expect(inUse).toEqual([])
})

it('the bar says that the clock was moved or stopped', async () => {
  const twin = await startTwin()
  twin.clock.set('2030-02-03T12:00:00Z')
  twin.clock.freeze()
  const { page } = await open(`${twin.origin}/_mock/ui/`)
  await page.getByText('3 Feb 2030').waitFor()
  expect(await page.getByRole('region', { name: 'State of the twin' }).innerText()).toMatch(/13:00:00 frozen/)
})

it('on a phone, the menu has room for each page and its number', async () => {
  const twin = await startTwin()
  for (let count = 0; count < 12; count++) await refusedRequest(twin.issuer('test'), 'x')
  const { page } = await open(`${twin.origin}/_mock/ui/`, { viewport: { width: 375, height: 800 } })
  await page.getByText('12 requests').waitFor()
  await page.getByText('Menu', { exact: true }).click()
  const menu = page.getByRole('navigation', { name: 'Menu' })
  await menu.getByRole('link', { name: 'Requests 12' }).waitFor()
  const isInside = `[...document.querySelectorAll('.sheet a, .sheet button')].every((link) =>
    link.getBoundingClientRect().right + 11 < document.querySelector('.sheet').getBoundingClientRect().right)`
  expect(await page.evaluate(isInside)).toBe(true)
  await menu.getByRole('link', { name: 'Requests 12' }).click()
  await page.getByRole('heading', { ...heading, name: 'Requests' }).waitFor()
})

it('theme, language and time zone are chosen, and kept for the next visit', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/`, { colorScheme: 'light' })
  const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const light = await background()
  await page.getByRole('button', { name: 'Theme: System theme' }).click()
  await page.getByRole('button', { name: 'Theme: Light theme' }).click()
  await page.getByRole('button', { name: 'Time: Local time' }).click()
  expect(await background()).not.toBe(light)
  await page.getByRole('button', { name: 'Norsk' }).click()
  await page.getByRole('heading', { ...heading, name: 'Oversikt' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { ...heading, name: 'Oversikt' }).waitFor()
  expect(await page.evaluate('document.documentElement.lang')).toBe('nb')
  expect(await background()).not.toBe(light)
  await page.getByRole('button', { name: 'Tid: UTC' }).click()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('button', { name: 'Time: Local time' }).waitFor()
})

describe('the keyboard', () => {
  it('searches, walks the rows, shows its keys, and reaches the content by the skip link', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/rules`)
    await page.getByRole('link', { name: 'method-post', exact: true }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus-visible').innerText()).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    const rules = page.getByRole('main').locator('[data-row] a.id')
    expect(await page.locator(':focus').innerText()).toBe(await rules.first().innerText())
    await page.keyboard.press('/')
    await page.keyboard.type('jti-once')
    await page.getByText('1 rule', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('1 rule', { exact: true }).waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ state: 'hidden' })
  })

  it('types letters in a field, and does nothing with them once they are switched off', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/rules`)
    const search = page.getByRole('searchbox', { name: 'Search rules' })
    await search.fill('x')
    await search.press('?')
    expect(await search.inputValue()).toBe('x?')
    await page.getByRole('button', { name: 'Shortcuts' }).click()
    await page.getByRole('checkbox', { name: 'Single letters act as shortcuts' }).uncheck()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.locator('body').press('?')
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))')
    expect(await page.getByRole('dialog').isVisible()).toBe(false)
  })
})

describe('the control token', () => {
  const controlToken = 'token-of-the-browser-test'

  it('is requested once, kept for the tab, and never in an address', async () => {
    const twin = await startTwin({ controlToken })
    const opened = await open(`${twin.origin}/_mock/ui/scenarios`)
    const { page } = opened
    const addresses: string[] = []
    page.on('request', (request) => addresses.push(request.url()))
    await page.getByLabel('Control token').fill('wrong-token-123')
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.getByText('The twin did not accept this token.').waitFor()
    opened.messages.length = 0
    await page.getByLabel('Control token').fill(controlToken)
    await page.getByRole('button', { name: 'Unlock' }).click()
    await page.locator('main:focus').waitFor()
    await page.getByRole('heading', { name: 'Token endpoint' }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Token endpoint' }).waitFor()
    expect(addresses.filter((address) => address.includes(controlToken))).toEqual([])
    const other = await page.context().newPage()
    await other.goto(`${twin.origin}/_mock/ui/`)
    await other.getByLabel('Control token').waitFor()
    expect(opened.messages).toEqual([])
  })
})

describe('the workbench', () => {
  const works = async (address: string, issuer: string, inBrowser?: Browser) => {
    const opened = await open(address, {}, inBrowser)
    const { page } = opened
    await page.getByRole('cell', { name: issuer }).first().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Rules', exact: true }).click()
    await page.getByRole('link', { name: 'method-post', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'method-post', exact: true }).waitFor()
    expect([opened.messages, opened.elsewhere]).toEqual([[], []])
    return page
  }

  it('works below the path of a session, about that session, with a way back to the twin', async () => {
    const twin = await startTwin()
    const session = await twin.createSession()
    await twin.use('server-error')
    const page = await works(session.origin, session.issuer('test'))
    const bar = page.getByRole('region', { name: 'State of the twin' })
    expect(await bar.innerText()).toContain(session.id)
    expect(await bar.innerText()).not.toContain('active')
    await bar.getByRole('link', { name: 'Back to the twin' }).click()
    await page.getByText('1 scenario active').waitFor()
  })

  it('works behind a proxy that strips a prefix', async () => {
    const twin = await startTwin()
    const proxy = createServer((incoming, outgoing) => {
      const { method, headers } = incoming
      const path = (incoming.url ?? '').replace(/^\/tools\/twin/, '')
      const forwarded = send({ port: twin.port, path, method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      })
      // Also what the page still waits for when it is closed.
      forwarded.on('error', () => outgoing.destroy())
      incoming.pipe(forwarded)
      outgoing.on('close', () => forwarded.destroy())
    })
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve)
    })
    onTestFinished(() => {
      proxy.closeAllConnections()
      proxy.close()
    })
    const origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    // The twin does not know the prefix, so the issuer lacks it.
    await works(`${origin}/tools/twin/`, `${origin}/test`)
  })

  it('works over TLS, at the real hostnames of HelseID', async () => {
    const twin = await startTwin({ tls: true })
    const browser = await launch(`MAP helseid-sts.test.nhn.no:443 127.0.0.1:${twin.port}`)
    onTestFinished(() => browser.close())
    await works('https://helseid-sts.test.nhn.no/', 'https://helseid-sts.test.nhn.no', browser)
  })

  it('works at a name that --allow-host lists', async () => {
    const twin = await startTwin({ allowHosts: ['twin.example'] })
    await works(`http://twin.example:${twin.port}/`, `http://twin.example:${twin.port}/test`)
  })
})

it('without a control plane, the address shows a short page that says so', async () => {
  const twin = await startTwin({ control: false })
  const { page, elsewhere } = await open(twin.origin)
  await page.getByRole('heading', { ...heading, name: 'This twin has no control plane' }).waitFor()
  await page.getByText(twin.issuer('test'), { exact: true }).waitFor()
  expect([await page.locator('script').count(), elsewhere]).toEqual([0, []])
})

it('a twin that stops is reported, what is shown stays, and the page follows the twin again when it is back', async () => {
  const twin = await startMockSts({ port: 0, clients: [demoClient.registration] })
  const { page } = await open(`${twin.origin}/_mock/ui/`)
  await page.getByText('Live', { exact: true }).waitFor()
  await twin.close()
  await page.getByText('Reconnecting').waitFor()
  await page.getByRole('cell', { name: twin.issuer('test') }).waitFor()
  const again = await startMockSts({ port: twin.port, clients: [demoClient.registration] })
  onTestFinished(() => again.close())
  await again.use('server-error')
  await page.getByRole('button', { name: 'Retry now' }).click()
  await page.getByText('1 scenario active').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
})

describe('outside the lists', () => {
  const each = async (name: string, address: string, show: (page: Page) => Promise<void>) => {
    for (const colorScheme of themes)
      for (const width of widths) {
        const opened = await open(address, { colorScheme, viewport: { width, height: 900 } })
        await show(opened.page)
        // An error status is a console message.
        opened.messages.length = 0
        await checkPage(opened, name)
        await opened.page.close()
      }
  }

  it('axe finds nothing in the form for the control token', async () => {
    const twin = await startTwin({ controlToken: 'token-of-the-browser-test' })
    await each('token-form', `${twin.origin}/_mock/ui/`, (page) => page.getByLabel('Control token').waitFor())
  })

  it('axe finds nothing on the page without a control plane', async () => {
    const twin = await startTwin({ control: false })
    await each('no-control', twin.origin, (page) => page.getByText(twin.issuer('test')).waitFor())
  })

  it('axe finds nothing on the page for an unknown address, with the table of shortcuts open', async () => {
    const twin = await startTwin()
    await each('not-found', `${twin.origin}/_mock/ui/no/such/page`, async (page) => {
      await page.getByRole('heading', { ...heading, name: 'Page not found' }).waitFor()
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
    })
  })
})
