/** The image: configured by variables only, hardened, quick to stop; and the testcontainers module that starts it. */
import { createHelseIdClient } from 'helseid-client'
import { publicJwk } from 'helseid-contract/rules'
import type { StartedHelseIdMockContainer } from 'helseid-mock/testcontainers'
import { getContainerRuntimeClient } from 'testcontainers'
import { beforeAll, describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { demoClient } from '../mock-sts/demo/demo-client.ts'
import { HardenedContainer } from './hardened.ts'

const { clientId, privateJwk, scope } = demoClient
/** The container engine may be on another machine, whose address is not a loopback address. */
const demoOptions = { clientId, key: privateJwk, scopes: [scope], allowPlainHttp: true }

describe('the image, with a read-only root file system, without capabilities, as user 65532', () => {
  let container: StartedHelseIdMockContainer
  let issuer: string

  beforeAll(async () => {
    container = await new HardenedContainer().start()
    issuer = container.getIssuer()
  })

  it('serves the issuer under the mapped port', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer,
      token_endpoint: container.getTokenEndpoint(),
      jwks_uri: container.getJwksUri(),
    })
  })

  it('issues a token that its API accepts', async () => {
    const client = createHelseIdClient({ ...demoOptions, issuer })
    const response = await client.fetch(container.getApiUrl())
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ client_id: clientId })])
  })

  it('reports that it is healthy with its healthcheck command', async () => {
    const { exitCode, output } = await container.exec(['/nodejs/bin/node', '/app/helseid-mock.cjs', 'healthcheck'])
    expect([exitCode, output]).toEqual([0, ''])
  })

  it('uses the code that was compiled when the image was built', async () => {
    const script = `
      process.env.NODE_DEBUG = 'helseid-mock'
      const { stderr } = require('node:child_process').spawnSync(process.execPath, ['/app/helseid-mock.cjs', '--version'])
      process.stdout.write(stderr)`
    const { output } = await container.exec(['/nodejs/bin/node', '-e', script])
    expect(output).toContain('start.js: compiled code used')
  })

  it('cannot write to its own files', async () => {
    const { output } = await container.exec([
      '/nodejs/bin/node',
      '-e',
      "require('node:fs').writeFileSync('/app/x', '')",
    ])
    expect(output).toMatch(/EROFS|read-only/)
  })

  it('generates its own signing keys, because other machines can reach it', async () => {
    const kid = async (of: StartedHelseIdMockContainer) =>
      ((await (await fetch(of.getJwksUri())).json()) as { keys: { kid: string }[] }).keys[0]?.kid
    await using other = await new HardenedContainer().start()
    await using demo = await new HardenedContainer().withEnvironment({ HELSEID_MOCK_SIGNING_KEYS: 'demo' }).start()
    expect(new Set([await kid(container), await kid(other), await kid(demo)]).size).toBe(3)
  })

  // Its verifier has the keys by value, so it may trust published ones although NODE_ENV is production in the image.
  it('accepts its own tokens at its API with the published demo keys', async () => {
    await using demo = await new HardenedContainer().withEnvironment({ HELSEID_MOCK_SIGNING_KEYS: 'demo' }).start()
    const client = createHelseIdClient({ ...demoOptions, issuer: demo.getIssuer() })
    expect((await client.fetch(demo.getApiUrl())).status).toBe(200)
  })

  it('serves the workbench: the page, and each file that it loads', async () => {
    const address = `${container.getOrigin()}/_mock/ui/`
    const page = await fetch(address, { headers: { accept: 'text/html' } })
    const text = await page.text()
    expect([page.status, text]).toEqual([200, expect.stringContaining('id="app"')])
    const files = [...text.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(files.map((path) => path.split('.').at(-1)).sort()).toEqual(['css', 'js'])
    for (const path of files) expect([path, (await fetch(new URL(path, address))).status]).toEqual([path, 200])
  })

  it('logs one JSON object a line, the ready line first', async () => {
    const lines: string[] = []
    const stream = await container.logs()
    await new Promise<void>((resolve) => {
      stream.on('data', (line: string) => {
        lines.push(line)
        if (lines.length === 1) resolve()
      })
    })
    stream.destroy()
    expect(JSON.parse(String(lines[0]))).toMatchObject({
      ready: true,
      issuers: { test: expect.stringMatching(/\/test$/) },
    })
  })

  it('ends by itself on SIGTERM, before Docker kills it', async () => {
    const { container: docker } = await getContainerRuntimeClient()
    const ended = docker.getById(container.getId())
    await container.stop({ timeout: 60_000, remove: false })
    const { State } = await docker.inspect(ended)
    await docker.remove(ended)
    expect(State.ExitCode).toBe(0)
  })
})

describe('HelseIdMockContainer', () => {
  const key = keyRing.ec
  const registration = { clientId: 'mine', jwks: { keys: [publicJwk(key)] }, scopes: ['nhn:msh/api'] }

  it('is configured by fluent methods, with the types of the configuration', async () => {
    await using container = await new HardenedContainer()
      .withClient(registration)
      .withApi({ audience: 'nhn:msh', tokenLifetime: 60 })
      .withProfile('next')
      .withSts('qa', { severity: { 'lifetime-10s': 'warn' } })
      .start()
    const client = createHelseIdClient({
      issuer: container.getIssuer('test1'),
      allowPlainHttp: true,
      clientId: 'mine',
      key,
      scopes: ['nhn:msh/api'],
    })
    const { expiresAt } = await client.getToken()
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(60_000)
    const document = await (await fetch(`${container.getIssuer()}/.well-known/openid-configuration`)).json()
    expect(document).toMatchObject({ dpop_signing_alg_values_supported: expect.not.arrayContaining(['RS256']) })
  })

  it('has a control client that sends the control token, registers clients, lists requests and resets', async () => {
    await using container = await new HardenedContainer().withControlToken('a-control-token').start()
    expect((await fetch(`${container.getOrigin()}/_mock/requests`)).status).toBe(401)
    const { control } = container
    await control.registerClient(registration)
    const client = createHelseIdClient({
      issuer: container.getIssuer(),
      allowPlainHttp: true,
      clientId: 'mine',
      key,
      scopes: ['nhn:msh/api'],
    })
    await client.getToken()
    const requests = await control.requests()
    expect(requests.map(({ error, status }) => error ?? status)).toEqual(['use_dpop_nonce', 200])
    expect((await control.request(String(requests.at(-1)?.id))).verdict?.outcome).toBe('accepted')
    await control.reset()
    expect(await control.requests()).toEqual([])
    await expect(control.client('mine')).rejects.toMatchObject({ name: 'ControlError', status: 404 })
  })

  it('refuses an invalid configuration before anything starts', async () => {
    const container = new HardenedContainer().withClient({ ...registration, tenancy: 'multi' as never })
    await expect(container.start()).rejects.toThrow(/\/clients\/0\/tenancy is "multi"/)
  })

  it('has no network issuer without a network alias', async () => {
    await using container = await new HardenedContainer().start()
    expect(() => container.getNetworkIssuer()).toThrow(/withNetworkAliases\("helseid-mock"\)/)
  })
})

describe('the image, configured by variables only, like a CI service', () => {
  it('takes inline JSON in HELSEID_MOCK_CONFIG', async () => {
    const config = {
      clients: [{ clientId: 'by-variable', jwks: { keys: [publicJwk(keyRing.ec)] }, scopes: ['nhn:msh/api'] }],
    }
    await using container = await new HardenedContainer().withConfig(config).start()
    expect(await container.control.client('by-variable')).toMatchObject({ scopes: ['nhn:msh/api'] })
  })

  it('exits with one line that names the invalid variable', async () => {
    const container = new HardenedContainer()
      .withEnvironment({ HELSEID_MOCK_PROFILE: 'strict' })
      .withStartupTimeout(20_000)
    const lines: string[] = []
    container.withLogConsumer((stream) => stream.on('data', (line) => lines.push(String(line))))
    await expect(container.start()).rejects.toThrow()
    expect(lines.join('')).toContain('HELSEID_MOCK_PROFILE: unknown profile "strict", use today, next, lenient')
  })
})

describe('a new container', () => {
  it('issues its first token before the time limit of a test', async () => {
    const began = performance.now()
    await using container = await new HardenedContainer().start()
    const started = performance.now()
    const client = createHelseIdClient({ ...demoOptions, issuer: container.getIssuer() })
    expect((await client.getToken()).tokenType).toBe('DPoP')
    const token = performance.now()
    console.log(
      `container: start() ${Math.round(started - began)} ms, first token ${Math.round(token - began)} ms after it began`,
    )
  })
})
