/** What open pages cost the twin: processor time for each token, without pages and with five of them. */
import { readFileSync } from 'node:fs'
import { createHelseIdClient } from 'helseid-client'
import { expect, it } from 'vitest'
import { serve, startCommand } from '../../mock-sts/cli/twin-command.ts'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { open, useBrowser } from './workbench.ts'

useBrowser()

/** Tokens for each measurement. The first measurement of a twin is not counted, because it compiles. */
const tokens = 300

const demoKey = JSON.parse(
  readFileSync(new URL('../../../mock-sts/demo/client-key.NOT-A-SECRET.json', import.meta.url), 'utf8'),
)

/** Processor time that a process has used, in ticks of the clock. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

// One width: the tier that must be short.
it.skipIf(process.platform !== 'linux' || process.env.BROWSER_WIDTHS === '1280')(
  'five open pages raise the processor time for each token to at most 1.5 times of what it is without them',
  async () => {
    const twin = await startCommand([...serve], {})
    const issuer = `${twin.origin}/test`
    const measure = async () => {
      const before = ticksOf(twin.child.pid)
      for (let index = 0; index < tokens; index++) {
        const { clientId, registration } = demoClient
        const client = createHelseIdClient({
          issuer,
          allowPlainHttp: true,
          clientId,
          key: demoKey,
          scopes: registration.scopes,
        })
        await client.getToken()
      }
      return (ticksOf(twin.child.pid) - before) / tokens
    }
    await measure()
    const without = await measure()
    for (let index = 0; index < 5; index++) {
      const { page } = await open(`${twin.origin}/_mock/ui/requests`)
      await page.getByText('Live', { exact: true }).waitFor()
    }
    const withPages = await measure()
    console.log(`ticks for a token: ${without.toFixed(2)} without pages, ${withPages.toFixed(2)} with five`)
    expect(withPages / without).toBeLessThanOrEqual(1.5)
  },
)
