/** What five open pages cost the twin. */
import { createHelseIdClient } from 'helseid-client'
import { expect, it, onTestFinished } from 'vitest'
import { start, subjects } from '../../../../bench/servers.ts'
import { demoClient } from '../../../mock-sts/demo/demo-client.ts'
import { open, useBrowser } from '../workbench.ts'

useBrowser()

/** Of each of the two measurements in a round. */
const tokens = 100
const rounds = 3

it('with five open pages, the process spends at most 1.5 times the CPU per token that it spends with none', async () => {
  const twin = await start(subjects.sources)
  onTestFinished(() => twin.stop())
  await perToken(twin)
  const [none, five] = [[] as number[], [] as number[]]
  for (let round = 0; round < rounds; round++) {
    none.push(await perToken(twin))
    const pages = await Promise.all(Array.from({ length: 5 }, () => open(`${twin.origin}/_mock/ui/requests`)))
    for (const { page } of pages) {
      await page.getByText('Live', { exact: true }).waitFor()
      await page.getByRole('table').waitFor()
    }
    five.push(await perToken(twin))
    for (const { page } of pages) await page.close()
  }
  const [alone, watched] = [Math.min(...none), Math.min(...five)]
  console.log(`CPU per token: ${alone.toFixed(2)} ms, with five open pages ${watched.toFixed(2)} ms`, none, five)
  expect(watched / alone).toBeLessThanOrEqual(1.5)
})

/** Milliseconds of CPU for one token: metadata, challenge and retry. */
async function perToken({ origin, cpuMs }: Awaited<ReturnType<typeof start>>): Promise<number> {
  const before = cpuMs()
  for (let count = 0; count < tokens; count++) {
    const { clientId, scopes } = demoClient.registration
    await createHelseIdClient({ issuer: `${origin}/test`, clientId, key: demoClient.privateJwk, scopes }).getToken()
  }
  return (cpuMs() - before) / tokens
}
