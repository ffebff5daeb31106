/** What `helseid-mock serve` prints when it starts: the banner and its warnings. */
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMockSts } from 'helseid-mock'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { banner } from '../../../mock-sts/cli/banner.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import { isMountedSecret, tokenFileWarning } from '../../../mock-sts/cli/token-file.ts'
import demoClient from '../../../mock-sts/demo/client.json' with { type: 'json' }

// The twin stops as soon as it has printed everything.
vi.mock('../../../mock-sts/cli/signals.ts', () => ({ stopSignal: async () => undefined }))

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const serve = async (...args: string[]) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  expect(await run(['serve', '--port', '0', ...args])).toBe(0)
  return log.mock.calls.map(([line]) => String(line)).join('\n')
}
const row = (text: string, name: string) => new RegExp(`^${name} {2,}(.*)$`, 'm').exec(text)?.[1]

describe('the banner', () => {
  it('says that only this machine can reach the twin, that its control plane is open to it, and that it keeps nothing', async () => {
    const text = await serve()
    expect(['Reachable', 'Control plane', 'Data'].map((name) => row(text, name))).toEqual([
      'from this machine only',
      expect.stringMatching(/^http:\/\/localhost:\d+\/_mock, without a control token: open to this machine$/),
      'in memory (--data-dir keeps it)',
    ])
    expect(text).not.toContain('WARNING')
  })

  it('says that other machines can reach the twin, and that its control plane requires the token', async () => {
    vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN', 'a-control-token')
    const text = await serve('--host', '0.0.0.0')
    expect(row(text, 'Reachable')).toBe('from other machines (--host 0.0.0.0)')
    expect(row(text, 'Control plane')).toMatch(/\/_mock, requires the control token$/)
    expect(text).not.toContain('a-control-token')
  })

  it('says that the control plane is off, and names no workbench', async () => {
    const text = await serve('--no-control')
    expect([row(text, 'Control plane'), row(text, 'Workbench')]).toEqual(['off', undefined])
    expect(text).toContain('To see an exchange, run in another terminal:')
  })

  it('names the address of the workbench', async () => {
    expect(row(await serve(), 'Workbench')).toMatch(/^http:\/\/localhost:\d+\/_mock\/ui\/$/)
  })

  it.each([
    [0, '0 clients loaded'],
    [1, '1 client loaded'],
    [2, '2 clients loaded'],
  ])('says how many clients it loaded from the data directory: %i', async (number, loaded) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
    const sts = await startMockSts({ port: 0, dataDir })
    for (let index = 0; index < number; index++)
      await sts.registerClient({ clientId: `c${index}`, jwks: { keys: [] }, scopes: [] })
    await sts.close()
    expect(row(await serve('--data-dir', dataDir), 'Data')).toBe(`${dataDir}: ${loaded}`)
  })
})

it('the command in the banner is one of the package, and shows an exchange with this twin', async () => {
  const sts = await startMockSts({ port: 0, clients: [demoClient] })
  onTestFinished(() => sts.close())
  const twin = { origin: sts.origin, issuer: sts.issuer, loadedClients: 0 }
  const settings = { demoClient: true, logFormat: 'text' } as const
  const text = banner({ twin, settings, config: undefined, startMs: 1 })
  const [, words = ''] = /^ {2}npx --no-install helseid-mock (.*)$/m.exec(text) ?? []
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  expect(await run(words.split(' '))).toBe(0)
  expect(log.mock.calls.flat().join('\n')).toContain('ACCEPTED')
})

describe('a warning at the start', () => {
  it('says that a control token given as a flag is in the process list', async () => {
    const text = await serve('--control-token', 'a-control-token')
    expect(text).toMatch(/WARNING: --control-token shows the token in the process list: set HELSEID_MOCK_CONTROL_TOKEN/)
    expect(text).not.toContain('a-control-token')
  })

  it('is absent for a control token in the environment', async () => {
    vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN', 'a-control-token')
    expect(await serve()).not.toContain('WARNING')
  })

  it('says that the control plane is open to other machines', async () => {
    const text = await serve('--host', '0.0.0.0')
    expect(text).toMatch(
      /WARNING: the control plane \/_mock is open to anyone who can reach 0\.0\.0\.0; .*--no-control$/m,
    )
    expect(row(text, 'Control plane')).toMatch(/without a control token: open to everyone who can reach it$/)
  })

  describe.skipIf(process.platform === 'win32')('about a file with the control token', () => {
    const file = (mode: number, ...folders: readonly string[]) => {
      const folder = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), ...folders)
      mkdirSync(folder, { recursive: true })
      const path = join(folder, 'token')
      writeFileSync(path, 'a-control-token')
      chmodSync(path, mode)
      return path
    }

    it.each([0o644, 0o640, 0o604, 0o444])('says that other users can read it: mode %o', async (mode) => {
      const path = file(mode)
      const line = `WARNING: other users of this machine can read the control token in ${path} (mode 0${mode.toString(8)}): chmod 600 ${path}`
      expect(await serve('--control-token-file', path)).toContain(line)
      vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN_FILE', path)
      expect(await serve()).toContain(line)
    })

    it.each([0o600, 0o400])('is absent for mode %o', async (mode) => {
      expect(await serve('--control-token-file', file(mode))).not.toContain('WARNING')
    })

    // https://kubernetes.io/docs/concepts/configuration/secret/: the path is a link to ..data/token, and ..data to a dated folder.
    it('is absent for a secret that Kubernetes mounts, whose mode is 0644', async () => {
      const token = file(0o644, '..2026_01_05_12_00_00.123456789')
      const volume = join(token, '../..')
      symlinkSync('..2026_01_05_12_00_00.123456789', join(volume, '..data'))
      symlinkSync(join('..data', 'token'), join(volume, 'token'))
      expect(await serve('--control-token-file', join(volume, 'token'))).not.toContain('WARNING')
    })

    it('is printed for any other symbolic link', async () => {
      const token = file(0o644)
      symlinkSync('token', join(token, '../link'))
      expect(await serve('--control-token-file', join(token, '../link'))).toContain('WARNING: other users')
    })

    it.each([
      ['/run/secrets/token', true],
      ['/var/run/secrets/kubernetes.io/token', true],
      ['/etc/twin/..2026_01_05_12_00_00.123456789/token', true],
      ['/home/run/secrets/token', false],
      ['/run/secrets-of-mine/token', false],
      ['/etc/twin/..data-of-mine/token', false],
    ])('knows the folders that Docker and Kubernetes mount: %s', (path, isMounted) => {
      expect(isMountedSecret(path)).toBe(isMounted)
    })

    it('is absent on Windows, where files have no such mode', () => {
      expect(tokenFileWarning(file(0o644), 'win32')).toBeUndefined()
    })
  })

  it('is absent if the control plane is off', async () => {
    expect(await serve('--host', '0.0.0.0', '--no-control')).not.toContain('WARNING')
  })

  it('is a line of JSON with --log-format json', async () => {
    const lines = (await serve('--host', '0.0.0.0', '--log-format', 'json')).split('\n').map((line) => JSON.parse(line))
    expect(lines).toMatchObject([{ ready: true }, { level: 'warn', event: 'open-control', host: '0.0.0.0' }])
  })
})
