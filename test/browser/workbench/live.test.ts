/** The list of requests under load: how fast a fix appears, how many rows are in the document, and what open pages cost the twin. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { StartedMockSts } from 'helseid-mock'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

const wide = { viewport: { width: 1440, height: 900 } }
const listed = (page: Page) => page.getByRole('table').locator('tbody').getByRole('row')
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

it('a broken assertion appears on the open page without a reload, with its corrected value', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  const { page } = await open(`${twin.origin}/_mock/ui/requests`, wide)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.evaluate('window.notReloaded = true')
  const preview = page.getByRole('complementary', { name: 'Selected request' })
  const times: number[] = []
  for (let index = 0; index < 20; index++) {
    const id = await send(badAudience)
    const sent = performance.now()
    await preview.locator(`a[href$="/requests/${id}"]`).waitFor()
    await preview.getByText(`Set aud to "${twin.issuer('test')}"`).waitFor()
    times.push(performance.now() - sent)
  }
  console.log(`from the answer to its fix on an open page: median of ${times.length} ${median(times).toFixed(0)} ms`)
  expect(await page.evaluate('window.notReloaded')).toBe(true)
})

it('with 1,000 entries and 20 requests a second, at most 200 rows are in the document, and a list that was scrolled does not move', async () => {
  const twin = await startTwin()
  await fill(twin, 1000)
  const { page, messages } = await open(`${twin.origin}/_mock/ui/requests`, wide)
  await listed(page).first().waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  await page.evaluate('scrollTo(0, 1500)')
  const top = () => page.evaluate<string>('document.elementFromPoint(600, 450).closest("tr").innerText')
  const before = await top()
  for (let index = 0; index < 60; index++) {
    await Promise.all([refusedRequest(twin.issuer('test'), `late-${index}`), page.waitForTimeout(50)])
    if (index % 10 === 0) expect(await listed(page).count()).toBeLessThanOrEqual(200)
  }
  await page.getByRole('button', { name: 'Show 60 new requests' }).waitFor()
  expect([await page.evaluate('scrollY'), await top()]).toEqual([1500, before])
  await page.getByRole('button', { name: 'Show 60 new requests' }).click()
  await listed(page).filter({ hasText: 'late-59' }).waitFor()
  expect(await listed(page).count()).toBe(200)
  await page.getByRole('button', { name: 'Older' }).click()
  await page.getByText('Page 2 of 5').waitFor()
  expect(await listed(page).count()).toBe(200)
  await page.getByText(/The journal dropped \d+ older requests/).waitFor()
  expect(messages).toEqual([])
})

it('new requests are announced at most once in five seconds, as a sum', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/requests`)
  await page.getByText('Live', { exact: true }).waitFor()
  await page.evaluate(`
    window.announced = []
    new MutationObserver(() => announced.push([performance.now(), document.querySelector('[aria-live]').innerText]))
      .observe(document.querySelector('[aria-live]'), { childList: true, characterData: true, subtree: true })
  `)
  for (let index = 0; index < 24; index++) {
    await refusedRequest(twin.issuer('test'), 'one')
    await page.waitForTimeout(250)
  }
  await page.waitForFunction('announced.length > 1')
  const announced = await page.evaluate<[number, string][]>('announced')
  for (const [, text] of announced) expect(text).toMatch(/^\d+ new requests?, \d+ refused/)
  for (const [index, [time]] of announced.entries()) {
    const [earlier] = announced[index - 1] ?? []
    // Timers of a browser may fire a little early.
    if (earlier !== undefined) expect(time - earlier).toBeGreaterThan(4900)
  }
})

it('a page that lost its connection shows what was sent meanwhile, and is live again', async () => {
  const twin = await startTwin()
  const sockets = new Set<Socket>()
  let isOpen = true
  const relay = createServer((socket) => {
    if (!isOpen) return void socket.destroy()
    const onward = connect(twin.port, '127.0.0.1')
    for (const one of [socket, onward]) sockets.add(one.on('error', () => undefined))
    socket.pipe(onward).pipe(socket)
  })
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    relay.close()
  })
  const { page } = await open(`http://localhost:${(relay.address() as AddressInfo).port}/_mock/ui/requests`)
  await page.getByText('Live', { exact: true }).waitFor()
  await refusedRequest(twin.issuer('test'), 'before')
  await listed(page).filter({ hasText: 'before' }).waitFor()
  isOpen = false
  for (const socket of sockets) socket.destroy()
  await page.getByText('Reconnecting').waitFor()
  await refusedRequest(twin.issuer('test'), 'meanwhile')
  expect(await listed(page).filter({ hasText: 'before' }).count()).toBe(1)
  isOpen = true
  await listed(page).filter({ hasText: 'meanwhile' }).waitFor()
  await page.getByText('Live', { exact: true }).waitFor()
  expect(await listed(page).count()).toBe(2)
})

async function fill(twin: StartedMockSts, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => refusedRequest(twin.issuer('test'), `early-${sent + index}`)),
    )
}
