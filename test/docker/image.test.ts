/** The image: as hardened as it is meant to run, it gives a token to a client outside it. */
import { createHelseIdClient } from 'helseid-client'
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers'
import { beforeAll, describe, expect, it } from 'vitest'
import { demoClient } from '../mock-sts/demo-client.ts'

const image = process.env.HELSEID_MOCK_IMAGE ?? 'helseid-mock:ci'

/** testcontainers has no method for a read-only root file system. */
class HardenedContainer extends GenericContainer {
  constructor(name: string) {
    super(name)
    this.hostConfig.ReadonlyRootfs = true
    this.withUser('65532:65532').withDroppedCapabilities('ALL')
  }
}

describe('the image, with a read-only root, without capabilities, as user 65532', () => {
  let container: StartedTestContainer
  let issuer: string

  beforeAll(async () => {
    container = await new HardenedContainer(image)
      .withEnvironment({ HELSEID_MOCK_LOG_FORMAT: 'json' })
      .withExposedPorts(8080)
      .withWaitStrategy(Wait.forHttp('/readyz', 8080))
      .start()
    issuer = `http://localhost:${container.getMappedPort(8080)}/test`
  })

  it('serves the issuer under the mapped port', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({ issuer, token_endpoint: `${issuer}/connect/token` })
  })

  it('gives a token that its API accepts', async () => {
    const { clientId, privateJwk, scope } = demoClient
    const client = createHelseIdClient({ issuer, clientId, key: privateJwk, scopes: [scope] })
    const response = await client.fetch(issuer.replace('/test', '/nhn-api/test/hello'))
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ client_id: clientId })])
  })

  it('says that it is healthy, by its own command', async () => {
    const { exitCode, output } = await container.exec(['/nodejs/bin/node', '/app/helseid-mock.cjs', 'healthcheck'])
    expect([exitCode, output]).toEqual([0, ''])
  })

  it('uses the compile cache that was baked in, as the user it runs as', async () => {
    const script = `
      process.env.NODE_DEBUG_NATIVE = 'COMPILE_CACHE'
      const { stderr } = require('node:child_process').spawnSync(process.execPath, ['/app/helseid-mock.cjs', '--version'])
      process.stdout.write(stderr)`
    const { output } = await container.exec(['/nodejs/bin/node', '-e', script])
    expect(output).toContain('V8 code cache for CommonJS /app/helseid-mock.cjs was accepted')
  })

  it('writes one JSON object a line, the ready line first', async () => {
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

  it('stops within a second of SIGTERM', async () => {
    const started = performance.now()
    await container.stop({ timeout: 5000 })
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
