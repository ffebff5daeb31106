/**
 * What open pages cost the twin: processor time for each token, without pages and with five of them. Browsers on the same processor slow
 * everything, so the time is counted in bare cryptography that is measured meanwhile.
 */
import { readFileSync } from 'node:fs'
import { createHelseIdClient } from 'helseid-client'
import { expect, it } from 'vitest'
import { cryptographyCpuMs } from '../../../bench/bare-cryptography.ts'
import { cpuMs } from '../../../bench/servers.ts'
import { serve, startCommand } from '../../mock-sts/cli/twin-command.ts'
import { demoClient } from '../../mock-sts/demo/demo-client.ts'
import { open, useBrowser } from './workbench.ts'

useBrowser()

/** Tokens for each measurement, in batches. The first measurement of a twin is not counted, because it compiles. */
const [batches, batch] = [10, 30]

const demoKey = JSON.parse(
  readFileSync(new URL('../../../mock-sts/demo/client-key.NOT-A-SECRET.json', import.meta.url), 'utf8'),
)

// One width: the tier that must be short.
it.skipIf(process.platform !== 'linux' || process.env.BROWSER_WIDTHS === '1280')(
  'five open pages raise the processor time for each token to at most 1.5 times of what it is without them',
  async () => {
    const twin = await startCommand([...serve], {})
    const issuer = `${twin.origin}/test`
    const pid = twin.child.pid as number
    const getToken = async () => {
      const { clientId, registration } = demoClient
      const { scopes } = registration
      await createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key: demoKey, scopes }).getToken()
    }
    const measure = async () => {
      let [used, bare] = [0, 0]
      for (let index = 0; index < batches; index++) {
        const before = cpuMs(pid)
        for (let count = 0; count < batch; count++) await getToken()
        used += cpuMs(pid) - before
        bare += cryptographyCpuMs(batch, 'one')
      }
      return used / bare
    }
    await measure()
    const without = await measure()
    for (let index = 0; index < 5; index++) {
      const { page } = await open(`${twin.origin}/_mock/ui/requests`)
      await page.getByText('Live', { exact: true }).waitFor()
    }
    const withPages = await measure()
    const times = `${without.toFixed(2)} times without pages, ${withPages.toFixed(2)} times with five`
    console.log(`a token costs the twin its bare cryptography ${times}`)
    expect(withPages / without).toBeLessThanOrEqual(1.5)
  },
)
