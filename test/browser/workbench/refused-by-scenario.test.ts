/** A refusal that a scenario made, as the workbench shows it: the request, its flow, the list and the overview. */
import { expect, it } from 'vitest'
import { badAudience, senderTo } from './sent.ts'
import { open, startTwin, useBrowser } from './workbench.ts'

useBrowser()

it('a refusal by a scenario is decided by the scenario, not by a rule that the client broke', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  await twin.use('bad-gateway')
  const id = await send({})
  const { page } = await open(`${twin.origin}/_mock/ui/requests/${id}`)
  const outcome = page.getByRole('region', { name: 'Outcome' })
  await outcome.getByText('decided by scenario', { exact: true }).waitFor()
  expect(await outcome.innerText()).toContain('without the scenario the answer would have been the nonce challenge')
  expect(await outcome.innerText()).not.toContain('nonce-present')
  const flow = page.getByRole('region', { name: 'Flow' })
  await flow.getByText('decided by scenario bad-gateway').waitFor()
  expect(await flow.innerText()).not.toContain('nonce-present')
  await page.goto(`${twin.origin}/_mock/ui/`)
  const latest = page.getByRole('region', { name: 'Latest requests' })
  await latest.getByText('bad-gateway').first().waitFor()
  expect(await page.getByRole('main').innerText()).not.toContain('nonce-present')
})

it('a rule that the client broke as well is named with the scenario', async () => {
  const twin = await startTwin()
  const { send } = await senderTo(twin)
  await twin.use('server-error')
  const { page } = await open(`${twin.origin}/_mock/ui/requests/${await send(badAudience)}`)
  const outcome = page.getByRole('region', { name: 'Outcome' })
  await outcome.getByText('decided by scenario', { exact: true }).waitFor()
  expect(await outcome.innerText()).toMatch(/server-error[\s\S]*broke a rule as well[\s\S]*aud-is-issuer/)
})
