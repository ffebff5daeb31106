/** What the testcontainers module passes to its container, without a container engine. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicJwk } from 'helseid-contract/rules'
import { type ContainerConfig, HelseIdMockContainer } from 'helseid-mock/testcontainers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { configSchema } from '../../../mock-sts/config/schema.ts'
import { createAuthority } from '../../../mock-sts/tls/authority.ts'
import { writeAuthority } from '../../../mock-sts/tls/authority-files.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { engine, newEngine } from './fake-engine.ts'

vi.mock('testcontainers', async (original) => (await import('./fake-engine.ts')).fakeTestcontainers(original as never))

class Seen extends HelseIdMockContainer {
  get seen() {
    return { environment: this.environment, options: this.createOpts }
  }
}

const image = 'helseid-mock'
const registration = { clientId: 'mine', jwks: { keys: [publicJwk(keyRing.ec)] }, scopes: ['nhn:msh/api'] }
const configFile = '/run/helseid-mock/config.json'
const tokenFile = '/run/helseid-mock/control-token'
const configOf = () => JSON.parse(engine.files[configFile] ?? '{}')

beforeEach(() => newEngine())
afterEach(() => {
  vi.restoreAllMocks()
})

describe('the configuration', () => {
  it('is a file in the container, of any length, on a volume because the root file system may be read-only', async () => {
    const container = new Seen(image)
    const clients = Array.from({ length: 1000 }, (_, index) => ({ ...registration, clientId: `client-${index}` }))
    await container.withClient(...clients).start()
    expect(configOf().clients).toHaveLength(1000)
    expect(engine.files[configFile]?.length).toBeGreaterThan(128 * 1024)
    const { environment, options } = container.seen
    expect(environment).toMatchObject({ HELSEID_MOCK_CONFIG: configFile })
    expect(options.Volumes).toEqual({ '/run/helseid-mock': {} })
    expect(JSON.stringify(options.Env).length).toBeLessThan(1024)
  })

  it('has the clients of withConfig and of withClient, and the other settings of both', async () => {
    const other = { ...registration, clientId: 'other' }
    const container = new HelseIdMockContainer(image)
      .withConfig({ clients: [registration], explainInResponse: true })
      .withClient(other)
      .withConfig({ journalLimit: 10 })
    await container.start()
    expect(configOf()).toMatchObject({ clients: [registration, other], explainInResponse: true, journalLimit: 10 })
  })

  it('takes every setting of the configuration file', async () => {
    const { certificate, privateKey } = await createAuthority({ names: ['localhost'], now: Date.now() })
    const config: Required<ContainerConfig> = {
      port: 9000,
      host: '0.0.0.0',
      issuer: 'https://idp.example',
      profile: 'next',
      metadata: '2025-02',
      severity: { 'lifetime-10s': 'warn' },
      sts: { qa: { severity: { 'lifetime-10s': 'off' } } },
      tls: true,
      tlsNames: ['localhost'],
      tlsCa: certificate + privateKey,
      dataDir: '/data',
      signingKeys: 'demo',
      trustProxy: true,
      scenario: 'server-error',
      explainInResponse: true,
      logFormat: 'text',
      demoClient: false,
      control: true,
      controlToken: 'a-control-token',
      allowHosts: ['twin.example'],
      allowOrigins: ['http://localhost:5173'],
      journalLimit: 10,
      journalBytes: 10_000,
      maxConnections: 10,
      clients: [registration],
      apis: [{ audience: 'nhn:msh' }],
    }
    const { properties } = configSchema as { properties: object }
    expect(Object.keys(config).toSorted()).toEqual(
      Object.keys(properties)
        // Nothing that a container could end with started it, and it has no browser.
        .filter((name) => !['$schema', 'exitWithParent', 'open'].includes(name))
        .toSorted(),
    )
    const container = new Seen(image)
    const started = await container.withConfig(config).start()
    const { port: _port, host: _host, controlToken: _token, ...same } = config
    expect(configOf()).toEqual({ ...same, tlsNames: [] })
    expect(container.seen.environment).toMatchObject({ HELSEID_MOCK_PORT: '9000', HELSEID_MOCK_HOST: '0.0.0.0' })
    expect(engine.files[tokenFile]).toBe('a-control-token')
    expect(started.controlToken).toBe('a-control-token')
    expect(started.getCaCertificate()).toBe(certificate)
    expect(started.getOrigin()).toMatch(/^https:\/\/localhost:\d+$/)
    expect([started.getIssuer(), started.getNetworkIssuer('qa')]).toEqual([
      'https://idp.example/test',
      'https://idp.example/qa',
    ])
  })

  it('decides whether a container is reused, although the engine does not compare files', async () => {
    const labels = async (config: ContainerConfig) => {
      const container = new Seen(image)
      await container.withControlToken('a-control-token').withReuse().withConfig(config).start()
      return container.seen.options.Labels
    }
    const [one, same, other] = [await labels({}), await labels({}), await labels({ profile: 'next' })]
    expect(one).toEqual(same)
    expect(other).not.toEqual(one)
    expect(JSON.stringify(one)).not.toContain('a-control-token')
  })

  it.each<[object, string]>([
    [{ now: () => 0 }, 'now: a function cannot be passed to a container'],
    [{ port: 0 }, '/port must be known before the container starts: leave it out, or use 8080'],
    [{ host: '127.0.0.1' }, '/host 127.0.0.1 cannot be reached from outside the container: leave it out'],
    [{ profle: 'next' }, 'did you mean "profile"?'],
  ])('that a container cannot have is refused before it starts: %j', async (config, message) => {
    await expect(new HelseIdMockContainer(image).withConfig(config).start()).rejects.toThrow(message)
    expect(engine.calls).toEqual([])
  })

  it('is refused as a variable, which the settings of the module would replace', async () => {
    const container = new HelseIdMockContainer(image).withEnvironment({ HELSEID_MOCK_CONFIG: '/config.json' })
    await expect(container.start()).rejects.toThrow('give its contents to withConfig')
  })
})

describe('secrets', () => {
  it('are in files, so that docker inspect does not show the control token or the key of the CA', async () => {
    const container = new Seen(image)
    const { controlToken } = await container.withTls().start()
    expect(engine.files[tokenFile]).toBe(controlToken)
    expect(configOf()).toMatchObject({ tls: true, tlsCa: expect.stringContaining('PRIVATE KEY') })
    const { environment, options } = container.seen
    expect(environment).toMatchObject({ HELSEID_MOCK_CONTROL_TOKEN_FILE: tokenFile })
    expect(JSON.stringify(options)).not.toContain(controlToken)
    expect(JSON.stringify(options)).not.toContain('PRIVATE KEY')
  })

  it('sets no random control token if the container reads one from a file, because the twin refuses both', async () => {
    const container = new Seen(image)
    container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/run/secrets/token' })
    const started = await container.start()
    expect(engine.files).not.toHaveProperty(tokenFile)
    expect(container.seen.environment).toMatchObject({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/run/secrets/token' })
    expect(() => started.controlToken).toThrow(/HELSEID_MOCK_CONTROL_TOKEN_FILE.*withControlToken instead/)
  })

  it.each<[string, string, (container: HelseIdMockContainer) => unknown]>([
    [
      'withControlToken',
      'HELSEID_MOCK_CONTROL_TOKEN',
      (container) => container.withControlToken('one-token').withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN: 'a-token' }),
    ],
    [
      'withControlToken',
      'HELSEID_MOCK_CONTROL_TOKEN_FILE',
      (container) => container.withControlToken('one-token').withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/t' }),
    ],
    [
      'withConfig({ controlToken })',
      'HELSEID_MOCK_CONTROL_TOKEN_FILE',
      (container) =>
        container.withConfig({ controlToken: 'one-token' }).withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN_FILE: '/t' }),
    ],
    [
      'HELSEID_MOCK_CONTROL_TOKEN',
      'HELSEID_MOCK_CONTROL_TOKEN_FILE',
      (container) =>
        container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN: 'a-token', HELSEID_MOCK_CONTROL_TOKEN_FILE: '/t' }),
    ],
  ])('of %s and of %s are refused together, before anything starts', async (one, other, give) => {
    const container = new HelseIdMockContainer(image)
    give(container)
    await expect(container.start()).rejects.toThrow(
      `${one} and ${other} both set the control token, and the twin accepts only one: use one of them`,
    )
  })

  it('sends the control token of the variable that the container has', async () => {
    const container = new HelseIdMockContainer(image)
    const started = await container.withEnvironment({ HELSEID_MOCK_CONTROL_TOKEN: 'a-control-token' }).start()
    expect(started.controlToken).toBe('a-control-token')
    expect(engine.files).not.toHaveProperty(tokenFile)
  })
})

describe('your own CA', () => {
  const folderWith = async (...names: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'helseid-ca-'))
    const authority = await createAuthority({ names: ['localhost', ...names], now: Date.now() })
    writeAuthority(folder, authority)
    return { folder, authority }
  }

  it('signs for the container, and is known before it starts', async () => {
    const { folder, authority } = await folderWith('helseid-mock')
    const container = new HelseIdMockContainer(image).withNetworkAliases('helseid-mock').withTls({ ca: folder })
    const started = await container.start()
    expect(started.getCaCertificate()?.trim()).toBe(authority.certificate.trim())
    expect(configOf()).toMatchObject({ tls: true, tlsNames: ['helseid-mock'] })
    expect(configOf().tlsCa).toContain(authority.privateKey.trim())
  })

  it('must be allowed to sign for the container’s names', async () => {
    const { folder } = await folderWith()
    const container = new HelseIdMockContainer(image).withNetworkAliases('helseid-mock').withTls({ ca: folder })
    await expect(container.start()).rejects.toThrow('helseid-mock ca create --name helseid-mock')
    expect(engine.calls).toEqual([])
  })
})
