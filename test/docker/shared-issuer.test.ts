/** An API in a container accepts tokens that a test on the host obtains: with a shared issuer, or minted for the API's issuer. */
import { createHelseIdClient } from 'helseid-client'
import { publicJwk } from 'helseid-contract/rules'
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import {
  GenericContainer,
  getContainerRuntimeClient,
  Network,
  RandomPortGenerator,
  type StartedNetwork,
  type StartedTestContainer,
  Wait,
} from 'testcontainers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { bundled, nodeImage } from './bundled.ts'
import { image } from './hardened.ts'

const clientId = 'test-on-the-host'
const key = keyRing.ec
const scopes = ['nhn:stack/read']
const registration = { clientId, jwks: { keys: [publicJwk(key)] }, scopes }

let network: StartedNetwork
beforeAll(async () => {
  network = await new Network().start()
})
afterAll(() => network.stop())

interface Api {
  readonly container: StartedTestContainer
  /** As the host reaches it. */
  readonly url: string
}

async function startApi(issuer: string, ca = ''): Promise<Api> {
  const port = await new RandomPortGenerator().generatePort()
  const api = new GenericContainer(nodeImage)
    .withNetwork(network)
    .withCopyContentToContainer([
      { content: await bundled('api'), target: '/app/main.cjs' },
      { content: ca, target: '/app/ca.pem' },
    ])
    .withEntrypoint(['/nodejs/bin/node', '/app/main.cjs'])
    .withExposedPorts({ container: 3000, host: port })
    .withWaitStrategy(Wait.forLogMessage('listening'))
  const trust = { ...(ca !== '' && { NODE_EXTRA_CA_CERTS: '/app/ca.pem' }) }
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime
  const url = `http://${host}:${port}/`
  const container = await api.withEnvironment({ HELSEID_ISSUER: issuer, API_ADDRESS: url, ...trust }).start()
  return { container, url }
}

it('an API in a container accepts the token of a client on the host, because both have the same issuer', async () => {
  await using twin = await new HelseIdMockContainer(image)
    .withNetwork(network)
    .withSharedIssuer()
    .withClient(registration)
    .start()
  const issuer = twin.getIssuer()
  expect(twin.getNetworkIssuer()).toBe(issuer)
  const api = await startApi(issuer)
  await using _ = api.container
  const client = createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key, scopes })
  const response = await client.fetch(api.url)
  expect([response.status, await response.json()]).toMatchObject([200, { clientId, iss: issuer }])
  await twin.restart()
  expect(twin.getIssuer()).toBe(issuer)
})

it('a shared issuer on HTTPS has a certificate for its address', async () => {
  await using twin = await new HelseIdMockContainer(image).withNetwork(network).withSharedIssuer().withTls().start()
  const issuer = twin.getIssuer()
  const api = await startApi(issuer, twin.getCaCertificate())
  await using _ = api.container
  const { accessToken, proof } = await twin.control.mint({ audience: 'nhn:stack', scopes, proof: { url: api.url } })
  const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
  const response = await fetch(api.url, { headers })
  expect([response.status, await response.json()]).toMatchObject([200, { iss: issuer }])
  expect(issuer).toMatch(/^https:/)
})

it('an API in a container accepts a token that a test on the host mints for the API’s issuer', async () => {
  await using twin = await new HelseIdMockContainer(image)
    .withNetwork(network)
    .withNetworkAliases('helseid-mock')
    .start()
  const issuer = twin.getNetworkIssuer()
  const api = await startApi(issuer)
  await using _ = api.container
  const options = { audience: 'nhn:stack', scopes, proof: { url: api.url } }
  const { accessToken, proof } = await twin.control.mint({ ...options, issuer })
  const headers = { authorization: `DPoP ${accessToken}`, dpop: String(proof) }
  expect((await fetch(api.url, { headers })).status).toBe(200)
})
