/** The behaviour suite against the image, over HTTP and over HTTPS. */
import { sendRequest } from '../../mock-sts/http/send-request.ts'
import type { EntryPointKind } from '../behaviour/entry-point.ts'
import { behaviours } from '../behaviour/suite.ts'
import { HardenedContainer } from './hardened.ts'

const container = (name: string, configure: (container: HardenedContainer) => HardenedContainer): EntryPointKind => ({
  name,
  ownClock: true,
  exempt: { C512: 'is exact to the millisecond, which only a frozen clock can hit' },
  async start(options) {
    const started = await configure(new HardenedContainer().withConfig(options)).start()
    const ca = started.getCaCertificate()
    const { control } = started
    return {
      name,
      issuer: (sts) => started.getIssuer(sts),
      send: ({ method, url, headers, body }) => sendRequest({ method, url, headers, body, ca }),
      get: (url) => sendRequest({ url, ca }),
      registerClient: control.registerClient,
      registerApi: control.registerApi,
      api: started.getApiUrl(),
      close: async () => void (await started.stop()),
    }
  },
})

behaviours(container('the image, HTTP', (plain) => plain))
behaviours(container('the image, HTTPS', (plain) => plain.withTls()))
