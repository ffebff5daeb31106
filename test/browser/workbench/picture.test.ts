/** The picture of the workbench in README: what it must show. `npm run picture` takes it again. */
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { open, startTwin, useBrowser } from './workbench.ts'

useBrowser()

const height = 1160
const picture = fileURLToPath(new URL('../../../docs/workbench.png', import.meta.url))

it('the picture of README shows, without scrolling, why a request was refused and what to send instead', async () => {
  // The address that README uses, wherever the twin listens.
  const twin = await startTwin({ issuer: 'http://localhost:8080' })
  const { send } = await senderTo(twin)
  const id = await send(badAudience)
  const { page } = await open(`${twin.origin}/_mock/ui/requests/${id}`, {
    colorScheme: 'light',
    viewport: { width: 1280, height },
    deviceScaleFactor: 1,
  })
  await page.getByText('Live', { exact: true }).waitFor()
  const outcome = page.getByRole('region', { name: 'Outcome' })
  const decoded = page.getByRole('region', { name: 'Decoded' })
  const parts = [
    outcome.getByText('Refused', { exact: true }),
    outcome.locator('mark', { hasText: '/connect/token' }),
    outcome.getByText('Fix', { exact: true }),
    page.getByRole('region', { name: 'Flow' }).getByText('This request'),
    decoded.getByText('Send instead'),
    decoded.locator('li.bad', { hasText: '"aud"' }),
  ]
  for (const part of parts) {
    await part.waitFor()
    const box = await part.boundingBox()
    expect((box?.y ?? Number.NaN) + (box?.height ?? 0)).toBeLessThan(height)
  }
  if (process.env.WRITE_PICTURE === 'true') await page.screenshot({ path: picture, animations: 'disabled' })
})
