/** Pact against containers: the twin, an application with `helseid-client` and a protected API, with the proxy from the image. */
import { fileURLToPath } from 'node:url'
import { Verifier, type VerifierOptions } from '@pact-foundation/pact'
import { pacts, stsPact } from 'helseid-contract/pact'
import { publicJwk } from 'helseid-contract/rules'
import type { StartedHelseIdMockContainer } from 'helseid-mock/testcontainers'
import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGuardedApi } from '../examples/pact/guarded-api.ts'
import { failedInteractions, interactionOf, stateMap } from '../examples/pact/through-proxy.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { bundled, nodeImage } from './bundled.ts'
import { HardenedContainer, image } from './hardened.ts'

// Pact would send requests through these proxies.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) delete process.env[name]

const registration = { clientId: 'journal-app', jwks: { keys: [publicJwk(keyRing.ec)] }, scopes: ['nhn:journal/read'] }
const issuer = 'http://helseid-mock:8080/test'
const controlToken = 'a-control-token'

let network: StartedNetwork
let twin: StartedHelseIdMockContainer
const started: StartedTestContainer[] = []

beforeAll(async () => {
  network = await new Network().start()
  twin = await new HardenedContainer()
    .withNetwork(network)
    .withNetworkAliases('helseid-mock')
    .withControlToken(controlToken)
    .withApi({ audience: 'nhn:journal' })
    .withClient(registration)
    .start()
})
afterAll(async () => {
  await Promise.all([twin, ...started].map((container) => container.stop()))
  await network.stop()
})

const addressOf = (container: StartedTestContainer, port: number) =>
  `http://${container.getHost()}:${container.getMappedPort(port)}`

async function startPart(name: 'journal-api' | 'journal-app', alias: string, environment: Record<string, string>) {
  const container = await new GenericContainer(nodeImage)
    .withNetwork(network)
    .withNetworkAliases(alias)
    .withCopyContentToContainer([{ content: await bundled(name), target: '/app/main.cjs' }])
    .withEnvironment({ HELSEID_ISSUER: issuer, ...environment })
    .withEntrypoint(['/nodejs/bin/node', '/app/main.cjs'])
    .withExposedPorts(3000)
    .withWaitStrategy(Wait.forLogMessage('listening'))
    .start()
  started.push(container)
  return container
}

/** Verifies the pact of an API through `helseid-mock pact proxy`, which runs in a container. */
async function failuresThroughProxy(provider: string, ...flags: string[]): Promise<string[]> {
  const proxy = await new GenericContainer(image)
    .withNetwork(network)
    // As Docker Desktop does by itself.
    .withExtraHosts([{ host: 'host.docker.internal', ipAddress: 'host-gateway' }])
    .withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN: controlToken })
    .withCommand(
      [
        [
          'pact',
          'proxy',
          '--provider',
          provider,
          '--twin',
          'http://helseid-mock:8080',
          '--states',
          `${provider}/states`,
        ],
        ['--audience', 'nhn:journal', '--scope', 'nhn:journal/read', '--state-map', JSON.stringify(stateMap)],
        flags,
      ].flat(),
    )
    .withExposedPorts(8090)
    .withWaitStrategy(Wait.forLogMessage('The proxy is ready'))
    .start()
  started.push(proxy)
  const providerBaseUrl = addressOf(proxy, 8090)
  const report = await verify(
    'journal',
    fileURLToPath(new URL('../examples/pact/journal-portal-journal.json', import.meta.url)),
    {
      providerBaseUrl,
      providerStatesSetupUrl: `${providerBaseUrl}/_pact/provider-states`,
    },
  )
  return failedInteractions(report)
}

/** The API is in a container, too. */
async function failures(alias: string, environment: Record<string, string> = {}): Promise<string[]> {
  const provider = `http://${alias}:3000`
  await startPart('journal-api', alias, { ORIGIN: provider, ...environment })
  return failuresThroughProxy(provider)
}

async function verify(provider: string, pact: string, options: VerifierOptions): Promise<string> {
  const verifier = new Verifier({ ...options, provider, pactUrls: [pact], logLevel: 'error' })
  return verifier.verifyProvider().catch((error: Error) => error.message)
}

it('the application calls the API with a token of the twin, and Pact verifies the API', async () => {
  expect(await failures('api')).toEqual([])
  const credentials = { HELSEID_CLIENT_ID: registration.clientId, HELSEID_CLIENT_JWK: JSON.stringify(keyRing.ec) }
  const app = await startPart('journal-app', 'app', credentials)
  // No patient has a journal after the verification.
  expect(await (await fetch(addressOf(app, 3000))).text()).toBe('404')
})

it('an API that does not check ath fails by the interaction of ath alone', async () => {
  expect(await failures('api-without-ath', { SKIPS: 'ath' })).toEqual([interactionOf.ath])
})

it('Pact verifies an API on the host, which reaches the twin at another address than the proxy does', async () => {
  const hostIssuer = `${twin.getOrigin()}/test`
  await using api = await startGuardedApi({ issuer: hostIssuer, host: '0.0.0.0' })
  const { port } = new URL(api.url)
  expect(await failuresThroughProxy(`http://host.docker.internal:${port}`, '--issuer', hostIssuer)).toEqual([])
})

it('Pact verifies the token pact against the twin’s container', async () => {
  const path = fileURLToPath(import.meta.resolve('helseid-contract/pacts/helseid-client-helseid.json'))
  const report = await verify('helseid', path, await stsPact({ twin: twin.getOrigin(), controlToken }))
  const { interactionResults } = JSON.parse(report) as { interactionResults: { result: string }[] }
  expect(interactionResults.map(({ result }) => result)).toEqual(pacts.sts.interactions.map(() => 'OK'))
})
