/** `check client` over TLS and at HelseID's real hostnames, for clients that refuse plain HTTP or any other issuer. */
import { readFileSync } from 'node:fs'
import { Agent, buildConnector, fetch as undiciFetch } from 'undici'
import { expect, it } from 'vitest'
import { type App, environmentOf } from '../../mock-sts/checks/client/app.ts'
import { checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { freePort } from '../free-port.ts'
import { faultyClient } from './faulty-client.ts'

/** A sound client that trusts the given CA only. Connections to any name reach `port` of this machine, if it is given. */
function tlsClient(port?: number): App {
  return async (settings, signal) => {
    const connect = buildConnector({ ca: readFileSync(String(settings.caFile), 'utf8') })
    const local = port === undefined ? {} : { hostname: '127.0.0.1', port: String(port) }
    const dispatcher = new Agent({
      connect: (options, done) => connect({ ...options, ...local, servername: options.hostname }, done),
    })
    const fetch = (input: string, init: RequestInit) => undiciFetch(input, { ...init, dispatcher } as never)
    try {
      return await faultyClient(undefined, { fetch: fetch as never })(settings, signal)
    } finally {
      await dispatcher.close()
    }
  }
}

const notPassed = (results: Awaited<ReturnType<typeof checkClient>>) =>
  results.filter(({ outcome }) => outcome !== 'passed').map(({ id, findings }) => [id, findings])

it('check client serves HTTPS, and gives the client the CA to trust', async () => {
  const issuers = new Set<string>()
  const results = await checkClient({
    app: tlsClient(),
    tls: true,
    only: ['invalid-client', 'api-forbidden'],
    onServing: (_, { issuer, caFile }) => {
      issuers.add(new URL(issuer).protocol)
      expect(environmentOf({ caFile } as never)).toMatchObject({ HELSEID_CA_FILE: caFile, NODE_EXTRA_CA_CERTS: caFile })
    },
  })
  expect(notPassed(results)).toEqual([])
  expect([...issuers]).toEqual(['https:'])
})

it('check client serves an issuer of HelseID under its real name, one trial after the other', async () => {
  const port = await freePort()
  const issuer = 'https://helseid-sts.test.nhn.no'
  const apis = new Set<string>()
  const results = await checkClient({
    app: tlsClient(port),
    tls: true,
    issuer,
    port,
    only: ['invalid-client', 'metadata-wrong-issuer', 'rejected-scope', 'api-forbidden'],
    parallel: 5,
    onServing: (_, settings) => {
      expect(settings.issuer).toBe(issuer)
      apis.add(settings.apiUrl)
    },
  })
  expect(notPassed(results)).toEqual([])
  expect([...apis]).toEqual([`${issuer}/nhn-api/test/hello`])
})

it('check client refuses an issuer that is not one of HelseID', async () => {
  const checked = checkClient({ app: faultyClient(), issuer: 'https://sts.example' })
  await expect(checked).rejects.toThrow('the issuer must be one of https://helseid-sts.test.nhn.no')
})
