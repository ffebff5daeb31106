/** The list of requests as a person uses it: live, filtered, paused, cleared, exported, by keyboard. */
import { readFile } from 'node:fs/promises'
import { createHelseIdClient, type HelseIdClient } from 'helseid-client'
import type { StartedMockSts } from 'helseid-mock'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { checkPage, hostile, open, refusedRequest, startTwin, themes, useBrowser, widths } from './workbench.ts'

useBrowser()

const listed = (page: Page) => page.getByRole('table').locator('tbody').getByRole('row')

function clientOf(twin: StartedMockSts): HelseIdClient {
  return createHelseIdClient({
    issuer: twin.issuer('test'),
    clientId: demoClient.registration.clientId,
    key: demoClient.privateJwk,
    scopes: demoClient.registration.scopes,
  })
}

async function getToken(twin: StartedMockSts): Promise<void> {
  await clientOf(twin).getToken()
}

it('what arrives is listed without a reload: a challenge and its retry share a row, and the first broken rule is named', async () => {
  const twin = await startTwin()
  const opened = await open(`${twin.origin}/_mock/ui/requests`)
  const { page } = opened
  await page.getByText('No requests yet').waitFor()
  await getToken(twin)
  await refusedRequest(twin.issuer('test'), 'unknown-client')
  await listed(page).filter({ hasText: 'unknown-client' }).waitFor()
  const token = listed(page).filter({ hasText: demoClient.registration.clientId })
  expect(await token.count()).toBe(1)
  expect((await token.innerText()).replace(/\s+/g, ' ')).toMatch(/Accepted 400 → 200 .*Every rule passed/)
  const refused = await listed(page).filter({ hasText: 'unknown-client' }).innerText()
  expect(refused).toMatch(/Refused[\s\S]*400[\s\S]*assertion-present/)
  expect(await listed(page).first().innerText()).toBe(refused)
  expect([opened.messages, opened.elsewhere]).toEqual([[], []])
})

it('each filter is in the address, survives a reload, and can be taken away together with the others', async () => {
  const twin = await startTwin()
  for (const clientId of ['one', 'two']) await refusedRequest(twin.issuer('test'), clientId)
  await getToken(twin)
  const { page } = await open(`${twin.origin}/_mock/ui/requests`)
  await page.getByLabel('Client', { exact: true }).selectOption('one')
  await page.getByRole('radio', { name: 'Refused 1' }).check()
  await page.getByLabel('Rule', { exact: true }).selectOption('client-known')
  await page.getByLabel('Endpoint', { exact: true }).selectOption('token')
  await page.getByRole('searchbox', { name: 'Search requests' }).fill('ONE')
  await page.waitForURL(/find=ONE/)
  expect(await listed(page).count()).toBe(1)
  for (const part of ['client=one', 'outcome=refused', 'rule=client-known', 'endpoint=token'])
    expect(page.url()).toContain(part)
  await page.reload()
  await listed(page).first().waitFor()
  expect(await listed(page).count()).toBe(1)
  await page.getByRole('searchbox', { name: 'Search requests' }).fill('nothing like it')
  await page.getByText('No requests match').waitFor()
  await page.getByText('Text: nothing like it').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await listed(page).filter({ hasText: 'two' }).waitFor()
  expect(page.url()).toBe(`${twin.origin}/_mock/ui/requests`)
})

it('paused, the list keeps its rows and counts what is new, which a button shows', async () => {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), 'before')
  const { page } = await open(`${twin.origin}/_mock/ui/requests`)
  await listed(page).first().waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  for (const clientId of ['a', 'b', 'c']) await refusedRequest(twin.issuer('test'), clientId)
  const show = page.getByRole('button', { name: 'Show 3 new requests' })
  await show.waitFor()
  expect(await listed(page).count()).toBe(1)
  await show.click()
  expect(await listed(page).count()).toBe(4)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
})

it('clearing asks first, and then empties every open page', async () => {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), 'before')
  const { page } = await open(`${twin.origin}/_mock/ui/requests`)
  const other = await open(`${twin.origin}/_mock/ui/requests`)
  await other.page.getByText('Live', { exact: true }).waitFor()
  await listed(page).first().waitFor()
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Clear all requests?' })
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(twin.requests.length).toBe(1)
  await page.getByRole('button', { name: 'Clear', exact: true }).click()
  await dialog.getByRole('button', { name: 'Clear all' }).click()
  await page.getByText('No requests yet').waitFor()
  await other.page.getByText('No requests yet').waitFor()
  expect(twin.requests.length).toBe(0)
})

it('what the filter shows is exported as JSON and as HAR', async () => {
  const twin = await startTwin()
  for (const clientId of ['one', hostile.markup]) await refusedRequest(twin.issuer('test'), clientId)
  const { page } = await open(`${twin.origin}/_mock/ui/requests?client=one`)
  await listed(page).first().waitFor()
  const saved = async (name: string) => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name }).click()
    return JSON.parse(await readFile(await (await download).path(), 'utf8')) as object
  }
  expect(await saved('Export JSON')).toMatchObject({
    requests: [{ clientId: 'one', verdict: { outcome: 'refused' }, response: { status: 400 } }],
  })
  const har = (await saved('Export HAR')) as { log: { entries: unknown[] } }
  expect(har).toMatchObject({
    log: {
      version: '1.2',
      entries: [
        {
          request: { method: 'POST', postData: { text: 'client_id=one&grant_type=client_credentials' } },
          response: { status: 400 },
        },
      ],
    },
  })
  // The twin reads its own HAR.
  const explained = await fetch(`${twin.origin}/_mock/explain`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ text: JSON.stringify(har) }),
  })
  expect(explained.status).toBe(200)
})

it('the preview shows the fix of the newest request, and follows the row that is selected by keyboard', async () => {
  const twin = await startTwin()
  await getToken(twin)
  await refusedRequest(twin.issuer('test'), 'unknown-client')
  const { page } = await open(`${twin.origin}/_mock/ui/requests`, { viewport: { width: 1440, height: 900 } })
  const preview = page.getByRole('complementary', { name: 'Selected request' })
  await preview.getByText('assertion-present').first().waitFor()
  await preview.getByText('Fix', { exact: true }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await preview.getByText('Accepted', { exact: true }).waitFor()
  expect(page.url()).toContain('row=')
  await page.keyboard.press('k')
  await preview.getByText('Refused', { exact: true }).waitFor()
})

it('an error of the twin is shown, and the list appears when the twin answers again', async () => {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), 'one')
  const { page } = await open(`${twin.origin}/_mock/ui/rules`)
  await page.route('**/_mock/requests?*', (route) => route.fulfill({ status: 500, body: '{"detail":"out of order"}' }))
  await page.getByRole('link', { name: 'Requests' }).first().click()
  await page.getByRole('alert').getByText('out of order').waitFor()
  await page.unroute('**/_mock/requests?*')
  await page.getByRole('button', { name: 'Retry now' }).click()
  await listed(page).filter({ hasText: 'one' }).waitFor()
})

it('while the list loads, grey rows take its place', async () => {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), 'one')
  const { page } = await open(`${twin.origin}/_mock/ui/rules`)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/_mock/requests?*', async (route) => {
    await released
    await route.continue()
  })
  await page.getByRole('link', { name: 'Requests' }).first().click()
  await page.getByText('Loading', { exact: true }).waitFor({ state: 'attached' })
  await page.locator('.bone').first().waitFor()
  release()
  await listed(page).filter({ hasText: 'one' }).waitFor()
  expect(await page.locator('.bone').count()).toBe(0)
})

it('a row of the overview is the same as in the list of requests', async () => {
  const twin = await startTwin()
  await clientOf(twin).fetch(`${twin.origin}/nhn-api/test/hello`)
  await refusedRequest(twin.issuer('test'), 'unknown-client')
  await fetch(`${twin.issuer('test')}/.well-known/openid-configuration`)
  const { page } = await open(`${twin.origin}/_mock/ui/`, { viewport: { width: 1440, height: 900 } })
  const latest = page.getByRole('region', { name: 'Latest requests' }).getByRole('row')
  await latest.filter({ hasText: 'unknown-client' }).waitFor()
  const rows = await latest.allInnerTexts()
  await page.getByRole('link', { name: 'See all' }).click()
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor()
  expect(await page.getByRole('table').getByRole('row').allInnerTexts()).toEqual(rows)
  await page.goBack()
  await page.getByRole('button', { name: 'Time, local' }).click()
  await page.getByRole('button', { name: 'Time, UTC' }).waitFor()
})

it('hostile client names are text, and the list has no axe finding, in both themes and each width', async () => {
  const twin = await startTwin()
  // Challenge, retry and API call: three statuses in a row.
  await clientOf(twin).fetch(`${twin.origin}/nhn-api/test/hello`)
  for (const clientId of Object.values(hostile)) await refusedRequest(twin.issuer('test'), clientId)
  for (const colorScheme of themes)
    for (const width of widths) {
      const opened = await open(`${twin.origin}/_mock/ui/requests`, { colorScheme, viewport: { width, height: 900 } })
      await listed(opened.page).filter({ hasText: hostile.markup }).waitFor()
      await checkPage(opened, 'requests')
    }
})
