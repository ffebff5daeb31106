/** The testcontainers module, used as its doc comments show. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createHelseIdClient } from 'helseid-client'
import { publicJwk } from 'helseid-contract/rules'
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { getContainerRuntimeClient, Network, Wait } from 'testcontainers'
import { expect, it } from 'vitest'
import { sendRequest } from '../../mock-sts/http/send-request.ts'
import { createAuthority } from '../../mock-sts/tls/authority.ts'
import { writeAuthority } from '../../mock-sts/tls/authority-files.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { HardenedContainer, image } from './hardened.ts'

const clientId = 'mine'
const key = keyRing.ec
const scopes = ['nhn:msh/api']
const registration = { clientId, jwks: { keys: [publicJwk(key)] }, scopes }

it('issues a token to a client that was registered with withClient', async () => {
  await using container = await new HelseIdMockContainer(image).withClient(registration).start()
  // The container engine may be on another machine.
  const issuer = container.getIssuer('test1')
  const client = createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key, scopes })
  await client.getToken()
  expect((await container.control.requests()).at(-1)).toMatchObject({ status: 200 })
})

it('takes the whole configuration with withConfig', async () => {
  await using container = await new HelseIdMockContainer(image).withConfig({ clients: [registration] }).start()
  expect(await container.control.client(clientId)).toMatchObject({ scopes })
})

it('sends the token of withControlToken with each call of the control plane', async () => {
  await using container = await new HelseIdMockContainer(image).withControlToken('a-control-token').start()
  await container.control.registerClient(registration)
  expect(await container.control.client(clientId)).toMatchObject({ scopes })
})

it('serves HTTPS with a certificate of the CA that getCaCertificate returns', async () => {
  await using container = await new HelseIdMockContainer(image).withTls().start()
  const ca = container.getCaCertificate()
  expect((await sendRequest({ url: `${container.getOrigin()}/healthz`, ca })).status).toBe(200)
})

it('serves HTTPS with a certificate of your own CA, which exists before the container', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'helseid-ca-'))
  const { host } = (await getContainerRuntimeClient()).info.containerRuntime
  writeAuthority(folder, await createAuthority({ names: ['localhost', host], now: Date.now() }))
  const ca = readFileSync(join(folder, 'ca.pem'), 'utf8')
  await using container = await new HelseIdMockContainer(image).withTls({ ca: folder }).start()
  expect((await sendRequest({ url: `${container.getOrigin()}/healthz`, ca })).status).toBe(200)
})

it('has its control token in a file, which the commands in the container use', async () => {
  await using container = await new HelseIdMockContainer(image).withClient(registration).start()
  const { output, exitCode } = await container.exec(['/nodejs/bin/node', '/app/helseid-mock.cjs', 'clients'])
  expect([exitCode, output]).toEqual([0, expect.stringContaining(clientId)])
})

it('takes more than 128 KiB of clients, and docker inspect shows neither control token nor key', async () => {
  const clients = Array.from({ length: 1000 }, (_, index) => ({ ...registration, clientId: `client-${index}` }))
  await using container = await new HardenedContainer()
    .withClient(...clients)
    .withTls()
    .start()
  expect(await container.control.client('client-999')).toMatchObject({ scopes })
  const { stdout } = await promisify(execFile)('docker', ['inspect', container.getId()])
  expect(stdout).toContain('/run/helseid-mock')
  expect(stdout).not.toContain(container.controlToken)
  expect(stdout).not.toContain('PRIVATE KEY')
})

it('keeps port and issuer when it restarts', async () => {
  await using container = await new HelseIdMockContainer(image).withClient(registration).start()
  const issuer = container.getIssuer()
  await container.restart()
  expect(container.getIssuer()).toBe(issuer)
  const client = createHelseIdClient({ issuer, allowPlainHttp: true, clientId, key, scopes })
  await client.getToken()
})

it('reports the twin’s log if it does not start, without waiting for its ports', async () => {
  const container = new HelseIdMockContainer(image).withConfig({ dataDir: '/nope' })
  await expect(container.start()).rejects.toThrow(/^the twin did not start: .*\n.*\/nope/)
})

it('reports the twin’s log in text if it is not ready in time', async () => {
  const container = new HelseIdMockContainer(image)
    .withConfig({ logFormat: 'text' })
    .withWaitStrategy(Wait.forLogMessage('never printed'))
    .withStartupTimeout(3000)
  await expect(container.start()).rejects.toThrow(/never printed.*the end of its log:.*Ready in/is)
})

it('is ready when the log in text says so', async () => {
  await using container = await new HelseIdMockContainer(image).withConfig({ logFormat: 'text' }).start()
  expect((await sendRequest({ url: `${container.getOrigin()}/readyz` })).status).toBe(200)
})

it('is reached from here again when it has left its network and is back', async () => {
  const network = await new Network().start()
  try {
    await using twin = await new HelseIdMockContainer(image).withNetwork(network).withNetworkAliases('helseid').start()
    await twin.disconnectFromNetwork()
    await expect(twin.control.clients()).rejects.toThrow('fetch failed')
    await twin.connectToNetwork()
    expect(await twin.control.clients()).not.toEqual([])
  } finally {
    await network.stop()
  }
})
