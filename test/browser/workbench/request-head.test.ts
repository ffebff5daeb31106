/** What surrounds a request: the title of its tab, the way to its neighbours, and what is shown if the journal does not have it. */
import type { StartedMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { checkPage, hostile, open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

const address = (twin: StartedMockSts, id: string) => `${twin.origin}/_mock/ui/requests/${id}`

describe('a request that the journal does not have', () => {
  it.each(['requests', 'flows'])(
    'is reported as gone, with a way to the others and no retry, below %s',
    async (path) => {
      const twin = await startTwin()
      const opened = await open(`${twin.origin}/_mock/ui/${path}/no-such-id`)
      const { page } = opened
      await page.getByRole('heading', { level: 1, name: 'Not in the journal' }).waitFor()
      expect(await page.title()).toBe('Not in the journal · HelseID twin')
      expect(await page.getByRole('alert').innerText()).toMatch(
        /dropped it for newer ones, was cleared, or the twin was restarted/,
      )
      expect(await page.getByRole('button', { name: 'Retry now' }).count()).toBe(0)
      const missing = opened.messages.splice(0)
      expect(missing.filter((text) => !text.includes('404'))).toEqual([])
      await checkPage(opened, 'request-gone')
      await page.getByRole('alert').getByRole('link', { name: 'Requests' }).click()
      await page.waitForURL(`${twin.origin}/_mock/ui/requests`)
    },
  )
})

it('each request has a title of its own: what decided it, its client, its time', async () => {
  const twin = await startTwin()
  const { send, context } = await senderTo(twin)
  const accepted = await send({})
  const refused = await send(badAudience)
  await fetch(`${twin.origin}/nowhere`)
  const other = twin.requestsTo('other').at(-1)?.id ?? ''
  const { page } = await open(address(twin, accepted))
  const titled = async (id: string, title: RegExp) => {
    await page.goto(address(twin, id))
    await expect.poll(() => page.title()).toMatch(title)
  }
  await titled(accepted, new RegExp(`^Accepted, ${context.clientId}, \\d\\d:\\d\\d:\\d\\d · HelseID twin$`))
  await titled(refused, /^aud-is-issuer, .* · HelseID twin$/)
  await titled(other, /^Refused, no client, .* · HelseID twin$/)
  await refusedRequest(twin.issuer('test'), hostile.rightToLeft)
  await titled(twin.requests.at(-1)?.id ?? '', /^[^\u202e\u2066]+, אבג client, .* · HelseID twin$/)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Requests' }).click()
  await expect.poll(() => page.title()).toBe('Requests · HelseID twin')
})

it('Previous and Next stay in their places at the ends of the list, where they are disabled', async () => {
  const twin = await startTwin()
  for (const clientId of ['oldest', 'middle', 'newest']) await refusedRequest(twin.issuer('test'), clientId)
  const ids = twin.requests.map(({ id }) => id)
  const { page } = await open(address(twin, ids[1] ?? ''))
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  /** Where they are and how they look, once the page shows the client. */
  const shown = async (index: number, clientId: string, disabled: string) => {
    await page.waitForURL(address(twin, ids[index] ?? ''))
    await page.locator('.head').getByRole('link', { name: clientId }).waitFor()
    for (const name of ['Previous', 'Next'])
      await page.getByRole('button', { name, exact: true, disabled: name === disabled }).waitFor()
    const boxes = await Promise.all(['Previous', 'Next'].map((name) => button(name).boundingBox()))
    const colors = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.head .row button')].map((element) => getComputedStyle(element).color)`,
    )
    return { boxes, colors }
  }
  const middle = await shown(1, 'middle', 'neither')
  expect(middle.colors[0]).toBe(middle.colors[1])
  await button('Next').click()
  const oldest = await shown(0, 'oldest', 'Next')
  await button('Previous').click()
  await shown(1, 'middle', 'neither')
  await button('Previous').click()
  const newest = await shown(2, 'newest', 'Previous')
  expect([oldest.boxes, newest.boxes]).toEqual([middle.boxes, middle.boxes])
  expect(oldest.colors[0]).not.toBe(oldest.colors[1])
  expect(newest.colors[0]).not.toBe(newest.colors[1])
})
