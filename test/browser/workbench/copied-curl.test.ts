/** The curl commands that a request can be copied as: corrected and signed, corrected, and as it was sent. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { open, refusedRequest, startTwin, useBrowser } from './workbench.ts'

useBrowser()

const run = promisify(execFile)

/** Opens the page of the last request, and returns what its buttons copy. */
async function copierAt(clientId: string) {
  const twin = await startTwin()
  await refusedRequest(twin.issuer('test'), clientId)
  const { page } = await open(`${twin.origin}/_mock/ui/requests/${twin.requests.at(-1)?.id}`)
  return async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByText(`Copied: ${name}`, { exact: true }).waitFor()
    return page.evaluate<string>('navigator.clipboard.readText()')
  }
}

it('the corrected request of the demo client is copied signed, and gets a token', async () => {
  const copied = await copierAt(demoClient.clientId)
  const { stdout } = await run('sh', ['-c', await copied('Copy corrected as curl, signed')])
  expect(JSON.parse(stdout)).toMatchObject({ token_type: 'DPoP' })
})

it('the request of another client is copied with what to sign, and as it was sent', async () => {
  const copied = await copierAt('someone-else')
  expect(await copied('Copy corrected as curl')).toContain('"iss":"someone-else"')
  const sent = await copied('Copy as sent as curl')
  expect(sent).toContain("--data-raw 'client_id=someone-else&grant_type=client_credentials'")
  expect(sent).not.toContain('client_assertion')
})

it('the answer at an unknown path is the twin’s own, and names the token endpoint', async () => {
  const twin = await startTwin()
  await fetch(`${twin.origin}/connect/tokn`, { method: 'POST', body: 'a=b' })
  const [{ id = '' } = {}] = twin.requestsTo('other')
  const { page } = await open(`${twin.origin}/_mock/ui/requests/${id}`)
  await page.getByText('The twin’s own answer', { exact: true }).waitFor()
  await page.getByText('such as /test/connect/token').waitFor()
  expect(await page.getByText('HelseID’s whole answer').count()).toBe(0)
})
