/** Every command that calls a twin calls, by default, the one that `serve` starts with the same variables and configuration file. */
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { localTwin } from '../../../mock-sts/cli/local-twin.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import demoClient from '../../../mock-sts/demo/client.json' with { type: 'json' }

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient] })
})
afterAll(() => sts.close())
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function exit(command: string): Promise<readonly [code: number, error: string]> {
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  return [await run(command.split(' ')), error.mock.calls.map(([line]) => line).join('\n')]
}

const commands = ['clients', 'mint', 'scenarios in-use', 'try', 'healthcheck']
const pactProxy = 'pact proxy --provider http://127.0.0.1:1 --audience a --scope a/b'

describe('a command that calls a twin', () => {
  it.each(commands)('%s calls the port of HELSEID_MOCK_PORT', async (command) => {
    vi.stubEnv('HELSEID_MOCK_PORT', new URL(sts.origin).port)
    expect(await exit(command)).toEqual([0, ''])
  })

  // Nothing listens on port 1.
  it.each([...commands, pactProxy])('%s calls the twin that the variables describe', async (command) => {
    vi.stubEnv('HELSEID_MOCK_CONFIG', '{"port": 1, "host": "127.0.0.1"}')
    const [code, error] = await exit(command)
    expect([code, error]).toEqual([command === 'healthcheck' ? 1 : 2, expect.stringContaining('http://127.0.0.1:1')])
  })

  it('healthcheck --tls says that the twin speaks plain HTTP', async () => {
    const { port } = new URL(sts.origin)
    expect(await exit(`healthcheck --tls --port ${port}`)).toEqual([
      1,
      expect.stringMatching(/^https:\/\/localhost:\d+ does not speak TLS.*use http:\/\/ for a twin without --tls$/),
    ])
  })

  it.each(['clients', 'try', 'healthcheck'])('%s says that it needs the address if the port is 0', async (name) => {
    vi.stubEnv('HELSEID_MOCK_PORT', '0')
    expect(await exit(name)).toEqual([2, expect.stringContaining('give the address that serve printed')])
  })
})

describe('a command that calls a twin with a control token', () => {
  const token = 'the-token-of-the-configuration-file'
  let guarded: StartedMockSts
  beforeAll(async () => {
    guarded = await startMockSts({ port: 0, controlToken: token })
  })
  afterAll(() => guarded.close())
  const configured = (controlToken = token) =>
    vi.stubEnv('HELSEID_MOCK_CONFIG', JSON.stringify({ port: guarded.port, host: '127.0.0.1', controlToken }))

  it.each(['clients', 'mint', 'scenarios in-use', 'try client-secret-matches'])(
    '%s takes the token from the configuration file',
    async (command) => {
      configured()
      expect(await exit(command)).toEqual([0, ''])
    },
  )

  it('pact proxy takes it, too, before it listens on a port that is in use', async () => {
    configured()
    const command = `${pactProxy} --port ${guarded.port} --host 127.0.0.1`
    expect(await exit(command)).toEqual([2, expect.stringContaining(`--port: ${guarded.port} is in use`)])
  })

  it('names the configuration, without the token, if the token is another one', async () => {
    configured('the-token-of-another-twin')
    expect(await exit('clients')).toEqual([
      2,
      `helseid-mock: http://127.0.0.1:${guarded.port} answered 401: the token of the inline configuration is not its control token`,
    ])
  })

  it('does not send the token of the configuration file to the twin of --twin', async () => {
    configured()
    expect(await exit(`clients --twin ${guarded.origin}`)).toEqual([
      2,
      expect.stringContaining('requires its control token'),
    ])
  })
})

it.each([
  [{}, 'http://localhost:8080'],
  [{ PORT: '18001' }, 'http://localhost:18001'],
  [{ PORT: '18001', HELSEID_MOCK_PORT: '18002' }, 'http://localhost:18002'],
  [{ HELSEID_MOCK_TLS: 'true', HELSEID_MOCK_HOST: '0.0.0.0' }, 'https://localhost:8080'],
  [{ HELSEID_MOCK_CONFIG: '{"port": 18003}' }, 'http://localhost:18003'],
])('with the variables %j the default twin is %s, where serve would listen', async (variables, origin) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  expect(await localTwin()).toBe(origin)
})
