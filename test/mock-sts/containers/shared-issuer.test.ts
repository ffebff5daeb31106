/** Which address a shared issuer has: one that leads to the twin from this machine and from its container. */
import { networkInterfaces } from 'node:os'
import { HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sendRequest } from '../../../mock-sts/http/send-request.ts'
import { engine, newEngine } from './fake-engine.ts'

vi.mock('testcontainers', async (original) => (await import('./fake-engine.ts')).fakeTestcontainers(original as never))
vi.mock('../../../mock-sts/http/send-request.ts')
vi.mock('node:os', { spy: true })

const address = (text: string, more: object = {}) => ({ address: text, family: 'IPv4', internal: false, ...more })

/** Hosts at which this machine reaches the twin, and at which its container does. */
let reached: { readonly here: readonly string[]; readonly inside: readonly string[] }

beforeEach(() => {
  newEngine({ networks: ['net'] })
  vi.mocked(networkInterfaces).mockReturnValue({
    lo: [address('127.0.0.1', { internal: true })],
    lan: [address('192.0.2.7'), address('2001:db8::7', { family: 'IPv6' })],
  } as never)
  vi.mocked(sendRequest).mockImplementation(async ({ url }) => {
    if (!reached.here.includes(new URL(url).hostname)) throw new TypeError('fetch failed')
    return Response.json({})
  })
  engine.inside = (url) => reached.inside.includes(new URL(url).hostname)
})
afterEach(() => {
  vi.restoreAllMocks()
})

const container = () =>
  new HelseIdMockContainer('helseid-mock').withNetworkMode('net').withNetworkAliases('helseid-mock')
const removals = () => engine.calls.filter(([name]) => name === 'stop')

describe('the shared issuer', () => {
  it.each([
    ['the gateway of the network', { here: ['172.18.0.1'], inside: ['172.18.0.1', '192.0.2.7'] }, '172.18.0.1'],
    ['this machine’s own address', { here: ['192.0.2.7'], inside: ['172.18.0.1', '192.0.2.7'] }, '192.0.2.7'],
    [
      'Docker Desktop’s name',
      { here: ['host.docker.internal'], inside: ['host.docker.internal'] },
      'host.docker.internal',
    ],
  ])('is at %s if that leads to the twin from both sides', async (_, hosts, host) => {
    reached = hosts
    const twin = await container().withSharedIssuer().start()
    const issuer = `http://${host}:${twin.getMappedPort(8080)}/test`
    expect([twin.getIssuer(), twin.getNetworkIssuer()]).toEqual([issuer, issuer])
    expect(twin.getTokenEndpoint()).toBe(`${issuer}/connect/token`)
    expect([twin.getOrigin(), twin.getNetworkOrigin()]).toEqual([new URL(issuer).origin, new URL(issuer).origin])
  })

  it('is at the engine’s host if that is another machine', async () => {
    engine.host = 'docker.example'
    reached = { here: ['docker.example', '172.18.0.1'], inside: ['docker.example', '172.18.0.1'] }
    expect((await container().withSharedIssuer().start()).getIssuer()).toMatch(/^http:\/\/docker\.example:\d+\/test$/)
  })

  it('has a certificate for every address that is tried', async () => {
    reached = { here: ['172.18.0.1'], inside: ['172.18.0.1'] }
    const twin = await container().withSharedIssuer().withTls().start()
    expect(twin.getIssuer()).toMatch(/^https:\/\/172\.18\.0\.1:\d+\/test$/)
    const { tlsNames } = JSON.parse(engine.files['/run/helseid-mock/config.json'] ?? '{}')
    expect(tlsNames).toEqual(['helseid-mock', '172.18.0.1', '192.0.2.7', 'host.docker.internal'])
  })

  it('is the same for containers at a real hostname', async () => {
    reached = { here: ['172.18.0.1'], inside: ['172.18.0.1'] }
    const twin = await container().withSharedIssuer().withRealHostnames().start()
    expect(twin.getNetworkIssuer()).toBe(twin.getIssuer())
  })

  it('is refused with the addresses that were tried, and the twin is stopped, if none leads to it from both sides', async () => {
    reached = { here: ['192.0.2.7'], inside: ['172.18.0.1'] }
    await expect(container().withSharedIssuer().start()).rejects.toThrow(
      /tried 172\.18\.0\.1, 192\.0\.2\.7, host\.docker\.internal\).*control\.mint\({ issuer: container\.getNetworkIssuer\(\) }\)/,
    )
    expect(removals()).toHaveLength(1)
  })

  it('and the setting issuer are refused together', async () => {
    const both = container().withSharedIssuer().withConfig({ issuer: 'https://idp.example' })
    await expect(both.start()).rejects.toThrow('both set the issuer: use one of them')
  })
})
