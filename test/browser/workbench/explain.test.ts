/** Explain in the workbench: pasted and dropped texts, the verdict view, and what cannot be judged. */
import { readFileSync } from 'node:fs'
import type { StartedMockSts } from 'helseid-mock'
import { importJWK, SignJWT } from 'jose'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { limits } from '../../../mock-sts/limits.ts'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { checkPage, hostile, open, startTwin, themes, useBrowser, widths } from './workbench.ts'

useBrowser()

const demoKey = JSON.parse(
  readFileSync(new URL('../../../mock-sts/demo/client-key.NOT-A-SECRET.json', import.meta.url), 'utf8'),
)

/** An assertion of the demo client that is wrong in its audience and its lifetime, as NHN's older guides had them. */
async function brokenAssertion(twin: StartedMockSts, more: object = {}): Promise<string> {
  const issuer = twin.issuer('test')
  const now = Math.floor(Date.now() / 1000)
  const times = { iat: now, nbf: now, exp: now + 300 }
  const { clientId } = demoClient
  return new SignJWT({ iss: clientId, sub: clientId, aud: `${issuer}/connect/token`, jti: 'x', ...times, ...more })
    .setProtectedHeader({ alg: 'PS256', kid: demoKey.kid, typ: 'client-authentication+jwt' })
    .sign(await importJWK(demoKey, 'PS256'))
}

const paste = async (page: Page, text: string) => {
  await page.getByLabel('JWT, curl line, HTTP request or HAR').fill(text)
  await page.getByRole('button', { name: 'Explain', exact: true }).click()
}

const drop = async (page: Page, { name, bytes }: { name: string; bytes: Buffer }) => {
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    const bytes = Uint8Array.from(atob(${JSON.stringify(bytes.toString('base64'))}), (each) => each.charCodeAt(0))
    transfer.items.add(new File([bytes], ${JSON.stringify(name)}))
    return transfer
  })()`)
  await page.dispatchEvent('#text', 'drop', { dataTransfer: transfer })
}

it('a pasted assertion is judged: the outcome, the fix, the marked claims, and what to send instead', async () => {
  const twin = await startTwin()
  const opened = await open(`${twin.origin}/_mock/ui/explain`)
  const { page } = opened
  await paste(page, await brokenAssertion(twin))
  const outcome = page.getByRole('region', { name: 'Outcome' })
  await outcome.getByText('Refused').waitFor()
  expect(await outcome.innerText()).toMatch(/400 invalid_client/)
  await outcome.getByRole('link', { name: 'aud-is-issuer' }).waitFor()
  expect(await outcome.locator('mark').innerText()).toBe('/connect/token')
  const decoded = page.getByRole('region', { name: 'Decoded' })
  const marked = await decoded.locator('li:has(.mark)').allInnerTexts()
  expect(marked.map((text) => /"(\w+)":/.exec(text)?.[1]).sort()).toEqual(['aud', 'exp'])
  const instead = decoded.locator('section', { has: page.getByRole('heading', { name: 'Send instead' }) })
  expect(await instead.innerText()).toContain(`"aud": "${twin.issuer('test')}"`)
  const verdict = page.getByRole('region', { name: 'Verdict' })
  await verdict.getByText(/rules passed$/).click()
  expect(await verdict.locator('details[open] li').count()).toBeGreaterThan(20)
  expect([opened.messages, opened.elsewhere]).toEqual([[], []])
  const { requests } = (await (await fetch(`${twin.origin}/_mock/requests?endpoint=any`)).json()) as { requests: [] }
  expect(requests).toEqual([])
})

it('the form states how long a text may be, and the command for a longer one', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  await page.getByText('At most 1 MiB; for more, npx helseid-mock explain file.').waitFor()
})

describe('next to the box:', () => {
  const box = 'JWT, curl line, HTTP request or HAR'

  it('an empty box says what to paste, and has the focus', async () => {
    const twin = await startTwin()
    const opened = await open(`${twin.origin}/_mock/ui/explain`)
    const { page } = opened
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page
      .getByRole('alert')
      .getByText(/^Nothing is pasted\. Paste a JWT, .*\.$/)
      .waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('text')
    await checkPage(opened, 'explain-nothing')
    await page.getByLabel(box).fill('x')
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('a text over the limit of the twin says how long it is, how much is read, and is not sent', async () => {
    const twin = await startTwin()
    const opened = await open(`${twin.origin}/_mock/ui/explain`)
    const { page } = opened
    // Typing so much is slow.
    await page.evaluate(`(() => {
      const box = document.getElementById('text')
      box.value = ('x'.repeat(1023) + '\\n').repeat(${limits.body.value / 1024})
      box.dispatchEvent(new Event('input', { bubbles: true }))
    })()`)
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page.getByText('The text is 1.1 MiB long as it is sent, and the twin reads at most 1 MiB.').waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(opened.messages.filter((text) => text.includes('413'))).toEqual([])
    await drop(page, { name: 'long.har', bytes: Buffer.alloc(3 * 2 ** 20, 'x') })
    await page.getByText('The text is 3 MiB long as it is sent').waitFor()
  })

  it('a file that is not text is not put into the box, and is named', async () => {
    const twin = await startTwin()
    const { page } = await open(`${twin.origin}/_mock/ui/explain`)
    await page.getByLabel(box).fill('kept')
    await drop(page, { name: 'picture.png', bytes: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]) })
    await page.getByRole('alert').getByText('picture.png is not a text file', { exact: false }).waitFor()
    expect(await page.getByLabel(box).inputValue()).toBe('kept')
  })
})

it('a problem is a sentence: it begins with a capital and ends with a full stop', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  await paste(page, '{"error":"invalid_client"}')
  await page
    .getByRole('alert')
    .getByText('This is an answer: paste the request that it answers.', { exact: true })
    .waitFor()
})

it('a curl line is judged as a token request, and the corrected one is copied', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  const form = `-d grant_type=client_credentials -d client_id=${demoClient.clientId} -d client_assertion=${await brokenAssertion(twin)}`
  await paste(page, `curl ${twin.issuer('test')}/connect/token ${form}`)
  await page.getByRole('button', { name: 'Copy the corrected request as curl' }).click()
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(copied).toContain(`${twin.issuer('test')}/connect/token`)
})

it('what the twin cannot check is named, as for a client that is not registered', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  await paste(page, await brokenAssertion(twin, { iss: hostile.markup, sub: hostile.markup }))
  await page.getByText('Not checked:').waitFor()
})

it('an HTTP request is judged, a HAR from an opened file, and a dropped file', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  const body = `grant_type=client_credentials&client_id=${hostile.markup.replaceAll('&', '')}`
  await paste(
    page,
    `POST /test/connect/token HTTP/1.1\nHost: localhost\nContent-Type: application/x-www-form-urlencoded\n\n${body}`,
  )
  await page.getByRole('region', { name: 'Outcome' }).getByText('Refused').waitFor()
  const url = `${twin.issuer('test')}/connect/token`
  const postData = { mimeType: 'application/x-www-form-urlencoded', text: 'client_id=from-a-har' }
  const har = {
    log: { entries: [{ request: { method: 'POST', url, headers: [], postData }, response: { status: 400 } }] },
  }
  const file = { name: '<img src=x>.har', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(har)) }
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open a file' }).first().click()
  await (await chooser).setFiles(file)
  await page.getByRole('region', { name: 'Outcome' }).getByText('from-a-har').waitFor()
  const dropped = JSON.stringify(har).replaceAll('from-a-har', 'from-a-dropped-file')
  await drop(page, { name: 'dropped.har', bytes: Buffer.from(dropped) })
  await page.getByRole('region', { name: 'Outcome' }).getByText('from-a-dropped-file').waitFor()
})

it('the options decide: another profile, another STS, another time, another registration', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  await page.getByLabel('Intended for').selectOption('qa')
  await page.getByLabel('Profile').selectOption('next')
  await page.getByLabel('Evaluate at').fill('2031-01-02T03:04:05')
  await paste(page, await brokenAssertion(twin))
  const outcome = page.getByRole('region', { name: 'Outcome' })
  await outcome.getByText(twin.issuer('qa'), { exact: true }).first().waitFor()
  await outcome.getByText('2 Jan 2031').waitFor()
})

it('a text without anything to judge is answered with what can be pasted, and is cleared', async () => {
  const twin = await startTwin()
  const { page } = await open(`${twin.origin}/_mock/ui/explain`)
  await paste(page, hostile.markup)
  await page.getByRole('alert').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByText('Nothing pasted yet').waitFor()
  expect(await page.getByLabel('JWT, curl line, HTTP request or HAR').inputValue()).toBe('')
})

describe('a verdict with hostile claims', () => {
  it.each(themes)('has no axe finding and no horizontal scrolling, in %s', async (colorScheme) => {
    const twin = await startTwin()
    const text = await brokenAssertion(twin, hostile)
    for (const width of widths) {
      const opened = await open(`${twin.origin}/_mock/ui/explain`, { colorScheme, viewport: { width, height: 900 } })
      await checkPage(opened, 'explain')
      await paste(opened.page, text)
      await opened.page.getByRole('region', { name: 'Verdict' }).waitFor()
      expect(await opened.page.getByText(hostile.markup.slice(0, 20)).count()).toBeGreaterThan(0)
      await checkPage(opened, 'explain-verdict')
    }
  })
})
