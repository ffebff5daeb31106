/** The pages of the workbench as a person uses them: overview, scenarios, rules; with hostile names, in both themes and every width. */

import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import {
  checkPage,
  checkWidth,
  hostile,
  open,
  refusedRequest,
  startTwin,
  themes,
  useBrowser,
  widths,
} from './workbench.ts'

useBrowser()

describe('the overview', () => {
  it('has issuers to copy, and examples with this server’s addresses', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/`)
    await page.getByRole('button', { name: 'Copy issuer of qa' }).click()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(twin.issuer('qa'))
    for (const language of ['Terminal', 'Minted token', 'Node', 'Java', '.NET', 'Python']) {
      await page.getByRole('radio', { name: language }).check()
      const example = page.getByRole('region', { name: `example for ${language}` })
      expect(await example.innerText()).toContain(language === 'Minted token' ? twin.origin : twin.issuer('test'))
      await page.getByRole('button', { name: `Copy example for ${language}` }).click()
      const copied = await page.evaluate<string>('navigator.clipboard.readText()')
      expect(copied.trim()).toBe((await example.innerText()).trim())
    }
    await page.getByRole('radio', { name: '.NET' }).check()
    await page.getByText('Not run here').waitFor()
  })

  it('counts what arrives, without a reload, and lists the rules that are broken most', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/`)
    await page.getByText('No request has broken a rule yet.').waitFor()
    await page.getByText('No requests yet').waitFor()
    await refusedRequest(twin.issuer('test'), hostile.markup)
    const latest = page.getByRole('region', { name: 'Latest requests' })
    await latest.getByRole('row', { name: 'Refused' }).waitFor()
    await latest.getByRole('link', { name: hostile.markup }).click()
    await page.getByRole('heading', { level: 1, name: '/test/connect/token' }).waitFor()
    await page.goBack()
    await page.getByRole('region', { name: 'Most broken rules' }).getByRole('link', { name: 'client-known' }).click()
    await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor()
    await page.locator('#client-known').waitFor()
    expect(page.url()).toBe(`${twin.origin}/_mock/ui/rules#client-known`)
  })

  it('names what is active, and stops one of them', async () => {
    const twin = await startTwin()
    await twin.use('server-error', { clientId: hostile.markup })
    await twin.use('bad-gateway', { clientId: 'other' })
    const opened = await open(`${twin.origin}/_mock/ui/`)
    const active = opened.page.getByRole('region', { name: 'Active now' })
    await active.getByText(hostile.markup).waitFor()
    await active.getByRole('button', { name: 'Stop server-error' }).click()
    await active.getByText('server-error').first().waitFor({ state: 'detached' })
    expect(await active.getByText('bad-gateway').count()).toBeGreaterThan(0)
    await checkPage(opened, 'overview with a scenario')
  })
})

it('an error of the twin is shown on the overview, which appears when the twin answers again', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/rules`)
  await page.getByText('Live', { exact: true }).waitFor()
  let failed = 0
  await page.route('**/_mock/overview', async (route) => {
    await route.fulfill({ status: 500, body: '{"detail":"out of order"}' })
    failed++
  })
  await page.goto(`${twin.origin}/_mock/ui/`)
  await page.getByRole('alert').getByText('out of order').waitFor()
  // The page loads the overview twice by itself: at once, and when it is connected.
  await expect.poll(() => failed, { timeout: 30_000 }).toBe(2)
  await page.unroute('**/_mock/overview')
  await page.getByRole('button', { name: 'Retry now' }).click()
  await page.getByRole('cell', { name: twin.issuer('test') }).waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
})

describe('scenarios', () => {
  const usesOf = async (twin: StartedMockSts) => {
    const answer = await fetch(`${twin.origin}/_mock/scenarios`)
    return ((await answer.json()) as { inUse: object[] }).inUse
  }

  it('one is found, activated for a client and n times with parameters, acts, is counted, and ends', async () => {
    const twin = await startTwin()
    const opened = await open(`${twin.origin}/_mock/ui/scenarios`)
    const { page } = opened
    await page.getByRole('searchbox', { name: 'Search scenarios' }).fill('too many tokens')
    await page.getByRole('button', { name: 'Use server-error' }).waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: /^Use/ }).count()).toBe(1)
    expect(page.url()).toContain('find=too+many+tokens')
    await page.getByRole('button', { name: 'Use too-many-requests' }).click()
    const form = page.getByRole('form', { name: 'Activate too-many-requests' })
    await form.getByLabel('For whom').fill(hostile.markup)
    await form.getByLabel('STS').selectOption('test')
    await form.getByLabel('How often').fill('2')
    await form.getByLabel('Value of Retry-After, in seconds').fill('3')
    await form.getByText('The same with curl').click()
    expect(await form.locator('code').innerText()).toContain('"times":2')
    await form.getByRole('button', { name: 'Activate' }).click()
    const active = page.getByRole('region', { name: 'Active now' })
    await active.getByRole('table').getByText(hostile.markup).waitFor()
    expect(await usesOf(twin)).toMatchObject([
      { sequence: ['too-many-requests'], clientId: hostile.markup, sts: 'test', times: 2, parameters: { seconds: 3 } },
    ])
    expect((await refusedRequest(twin.issuer('test'), 'someone else')).status).toBe(400)
    const answer = await refusedRequest(twin.issuer('test'), hostile.markup)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3'])
    await active.getByRole('row', { name: 'too-many-requests' }).getByText('1 time').first().waitFor()
    await refusedRequest(twin.issuer('test'), hostile.markup)
    await active.getByText('No scenario is active').waitFor()
    await active.getByText('Ended:').waitFor()
    expect([opened.messages, opened.elsewhere]).toEqual([[], []])
  })

  it('what a text of the twin names between backticks is set as code', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios?find=missing-expires-in`)
    const row = page.locator('#missing-expires-in')
    await row.locator('.sc-gets').getByText('expires_in', { exact: true }).waitFor()
    expect(await row.innerText()).not.toContain('`')
    await refusedRequest(twin.issuer('test'), 'x')
    await page.goto(`${twin.origin}/_mock/ui/requests/${twin.requests.at(-1)?.id}`)
    const outcome = page.getByRole('region', { name: 'Outcome' })
    await outcome.getByText('client_id', { exact: true }).waitFor()
    expect(await outcome.innerText()).not.toContain('`')
  })

  it('several act in turn, with a request that stays unchanged', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
    for (const name of ['server-error', 'bad-gateway']) {
      await page.getByRole('button', { name: `Use ${name}` }).click()
      await page
        .getByRole('form', { name: `Activate ${name}` })
        .getByRole('button', { name: 'Add to a sequence' })
        .click()
      if (name === 'server-error') await page.getByRole('button', { name: 'Add an unchanged request' }).click()
    }
    await page.getByRole('button', { name: 'Activate the sequence' }).click()
    await page
      .getByRole('region', { name: 'Active now' })
      .getByText('server-error → Unchanged request → bad-gateway')
      .first()
      .waitFor()
    const statuses = []
    for (let index = 0; index < 4; index++) statuses.push((await refusedRequest(twin.issuer('test'), 'x')).status)
    expect(statuses).toEqual([500, 400, 502, 400])
  })

  it('each step of a sequence has its own parameters', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
    const steps = [
      ['too-many-requests', '7'],
      ['server-error', ''],
      ['service-unavailable', '9'],
    ] as const
    for (const [name, seconds] of steps) {
      await page.getByRole('button', { name: `Use ${name}` }).click()
      const form = page.getByRole('form', { name: `Activate ${name}` })
      if (seconds !== '') await form.getByLabel('Value of Retry-After, in seconds').fill(seconds)
      await form.getByRole('button', { name: 'Add to a sequence' }).click()
    }
    const draft = page.getByRole('region', { name: 'Sequence' }).getByRole('listitem')
    await draft.filter({ hasText: 'too-many-requests seconds 7' }).waitFor()
    await page.getByRole('button', { name: 'Activate the sequence' }).click()
    const active = page.getByRole('region', { name: 'Active now' })
    await active.getByText('too-many-requests seconds 7, service-unavailable seconds 9').waitFor()
    expect(await usesOf(twin)).toMatchObject([{ stepParameters: [{ seconds: 7 }, {}, { seconds: 9 }] }])
    const waits = []
    for (const _ of steps) waits.push((await refusedRequest(twin.issuer('test'), 'x')).headers.get('retry-after'))
    expect(waits).toEqual(['7', null, '9'])
  })

  it('one is stopped, the others go on, and all are stopped together', async () => {
    const twin = await startTwin()
    for (const name of ['server-error', 'bad-gateway', 'slow-answer']) await twin.use(name, { clientId: name })
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
    const active = page.getByRole('region', { name: 'Active now' })
    await active.getByRole('button', { name: 'Stop bad-gateway' }).click()
    await active.getByRole('button', { name: 'Stop bad-gateway' }).waitFor({ state: 'detached' })
    expect(await usesOf(twin)).toMatchObject([{ clientId: 'slow-answer' }, { clientId: 'server-error' }])
    await active.getByRole('button', { name: 'Stop all' }).click()
    await active.getByText('No scenario is active').waitFor()
    expect(await usesOf(twin)).toEqual([])
  })

  it('a refusal of the twin is shown where the form is, and what was typed stays', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/scenarios`)
    await page.getByRole('button', { name: 'Use slow-answer' }).click()
    const form = page.getByRole('form', { name: 'Activate slow-answer' })
    await form.getByLabel('For whom').fill('one')
    await page.route('**/_mock/scenarios', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 400,
            contentType: 'application/problem+json',
            body: '{"detail":"not <b>this</b>","errors":[]}',
          })
        : route.continue(),
    )
    await form.getByRole('button', { name: 'Activate' }).click()
    await form.getByRole('alert').getByText('not <b>this</b>').waitFor()
    expect(await form.getByLabel('For whom').inputValue()).toBe('one')
  })
})

describe('rules', () => {
  it('all are listed with certainty and source, and filtered by both search and certainty', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/rules`)
    const { rules } = (await (await fetch(`${twin.origin}/_mock/rules`)).json()) as { rules: { status: string }[] }
    await page.getByRole('heading', { name: `${rules.length} rules` }).waitFor()
    expect(await page.locator('#main li[data-row]').count()).toBe(rules.length)
    await page.getByLabel('Certainty').selectOption('confirmed')
    const confirmed = rules.filter(({ status }) => status === 'confirmed').length
    await page.getByRole('heading', { name: `${confirmed} rules` }).waitFor()
    await page.getByRole('searchbox', { name: 'Search rules' }).fill('no such rule at all')
    await page.getByText('No rules match').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByRole('heading', { name: `${rules.length} rules` }).waitFor()
    expect(await page.getByRole('main').locator('a[target=_blank][href^="https://"]').count()).toBeGreaterThan(20)
  })
})

describe('each page', () => {
  let twin: StartedMockSts
  beforeAll(async () => {
    twin = await startMockSts({ port: 0, clients: [demoClient.registration] })
    for (const [index, clientId] of Object.values(hostile).entries()) {
      await refusedRequest(twin.issuer('test'), clientId)
      await twin.use('slow-answer', { clientId, parameters: { seconds: index } })
    }
  })
  afterAll(() => twin.close())

  const pages: readonly [string, string][] = [
    ['overview', ''],
    // Not the whole lists, because axe takes a second for each ten rows, which are alike.
    ['scenarios', 'scenarios?area=client'],
    ['rules', 'rules?find=proof'],
  ]

  it.each(pages)('%s has no axe finding and no horizontal scrolling, in both themes', async (name, path) => {
    for (const colorScheme of themes)
      for (const width of widths) {
        const opened = await open(`${twin.origin}/_mock/ui/${path}`, { colorScheme, viewport: { width, height: 900 } })
        await opened.page.getByRole('main').locator('h2').first().waitFor()
        await checkPage(opened, name)
      }
  })

  it.each(pages)('%s fits in Norwegian, too', async (name, path) => {
    for (const width of widths) {
      const opened = await open(`${twin.origin}/_mock/ui/`, { viewport: { width, height: 900 } })
      await opened.page.evaluate(`localStorage.setItem('helseid-mock language', 'nb')`)
      await opened.page.goto(`${twin.origin}/_mock/ui/${path}`)
      await opened.page.getByRole('main').locator('h2').first().waitFor()
      await checkWidth(opened, `${name}-nb`)
    }
  })
})
