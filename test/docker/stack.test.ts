/** The whole stack: twin, application and protected API in separate containers on one network, with production configuration. */
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicJwk } from 'helseid-contract/rules'
import type { StartedHelseIdMockContainer } from 'helseid-mock/testcontainers'
import { GenericContainer, Network, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { bundled, nodeImage } from './bundled.ts'
import { HardenedContainer } from './hardened.ts'

const registration = { clientId: 'stack-app', jwks: { keys: [publicJwk(keyRing.ec)] }, scopes: ['nhn:stack/read'] }
/** In seconds. The client uses a token this short for half its lifetime. */
const tokenLifetime = 8

interface Stack {
  readonly twin: StartedHelseIdMockContainer
  /** Lets the application call the API, and returns its answer. */
  readonly call: () => Promise<unknown>
  readonly stop: () => Promise<void>
}

async function startStack(configure: (twin: HardenedContainer) => HardenedContainer): Promise<Stack> {
  const network = await new Network().start()
  const twin = await configure(new HardenedContainer())
    .withNetwork(network)
    .withRealHostnames()
    .withApi({ audience: 'nhn:stack', tokenLifetime })
    .start()
  const part = async (name: 'app' | 'api', environment: Record<string, string>) =>
    new GenericContainer(nodeImage)
      .withNetwork(network)
      .withNetworkAliases(name)
      .withCopyContentToContainer([
        { content: await bundled(name), target: '/app/main.cjs' },
        { content: String(twin.getCaCertificate()), target: '/app/ca.pem' },
      ])
      .withEnvironment({ NODE_EXTRA_CA_CERTS: '/app/ca.pem', ...environment })
      .withEntrypoint(['/nodejs/bin/node', '/app/main.cjs'])
      .withExposedPorts(3000)
      .withWaitStrategy(Wait.forLogMessage('listening'))
      .start()
  const credentials = { HELSEID_CLIENT_ID: registration.clientId, HELSEID_CLIENT_JWK: JSON.stringify(keyRing.ec) }
  const [api, app] = (await Promise.all([part('api', {}), part('app', credentials)])) as [
    StartedTestContainer,
    StartedTestContainer,
  ]
  const address = `http://${app.getHost()}:${app.getMappedPort(3000)}`
  return {
    twin,
    call: async () => (await fetch(address)).json(),
    async stop() {
      await Promise.all([twin, api, app].map((container) => container.stop()))
      await network.stop()
    },
  }
}

const good = { status: 200, body: { clientId: 'stack-app', organization: {}, iss: 'https://helseid-sts.test.nhn.no' } }
const tokenExpired = () => new Promise((resolve) => setTimeout(resolve, (tokenLifetime / 2) * 1000 + 500))
const tokensGiven = async ({ twin }: Stack) =>
  (await twin.control.requests()).filter(({ status }) => status === 200).length

describe('the stack without a data directory', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack((twin) => twin.withClient(registration))
  })
  afterAll(() => stack.stop())

  it('the application gets a token from HelseID’s real address and the API accepts it', async () => {
    expect(await stack.call()).toEqual(good)
    expect(await stack.call()).toEqual(good)
    expect(await tokensGiven(stack)).toBe(1)
  })

  it('the application renews an expired token', async () => {
    await tokenExpired()
    expect(await stack.call()).toEqual(good)
    expect(await tokensGiven(stack)).toBe(2)
  })

  it('the application reports a network failure, and recovers afterwards', async () => {
    await tokenExpired()
    const { twin } = stack
    await twin.disconnectFromNetwork()
    expect(await stack.call()).toEqual({ code: 'network' })
    await twin.connectToNetwork()
    expect(await stack.call()).toEqual(good)
  })

  it('after a restart with new signing keys, the API fetches them and the application renews its token', async () => {
    const kid = async () => (await stack.twin.exec(['/nodejs/bin/node', '-e', jwks])).output.match(/[0-9A-F]{40}/)?.[0]
    const before = await kid()
    expect(before).toMatch(/^[0-9A-F]{40}$/)
    await stack.twin.restart()
    await expect.poll(kid, { timeout: 10_000 }).toMatch(/^[0-9A-F]{40}$/)
    expect(await kid()).not.toBe(before)
    expect(await stack.call()).toEqual(good)
  })
})

/** Prints the `kid` of the twin's key, from inside its container. */
const jwks = `
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  fetch('https://localhost/test/.well-known/openid-configuration/jwks').then((r) => r.json()).then((d) => console.log(d.keys[0].kid), () => {})`

describe('a restart of the twin', () => {
  it.each([
    ['keeps signing keys and registered clients with a data directory', true],
    ['keeps neither without a data directory', false],
  ])('%s', async (_, kept) => {
    const folder = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
    chmodSync(folder, 0o777)
    const withDataDir = (twin: HardenedContainer) =>
      twin.withBindMounts([{ source: folder, target: '/data' }]).withEnvironment({ HELSEID_MOCK_DATA_DIR: '/data' })
    const stack = await startStack((twin) => (kept ? withDataDir(twin) : twin))
    try {
      expect(await stack.call()).toEqual({ code: 'token_refused', error: 'invalid_client' })
      await stack.twin.control.registerClient(registration)
      expect(await stack.call()).toEqual(good)
      await stack.twin.restart()
      await tokenExpired()
      await expect
        .poll(stack.call, { timeout: 10_000, interval: 250 })
        .toEqual(kept ? good : { code: 'token_refused', error: 'invalid_client' })
    } finally {
      await stack.stop()
    }
  })
})
