/** The command line: one clear line and exit code 2 for what the user can mend. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { run } from '../../mock-sts/cli/run.ts'
import { readSettings } from '../../mock-sts/cli/settings.ts'

const printed = () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  return () => error.mock.calls.map(([line]) => String(line))
}
afterEach(() => vi.restoreAllMocks())

describe('wrong usage', () => {
  it.each([
    [['--prt', '1'], /unknown option '--prt' \(Did you mean --port\?\)/],
    [['surf'], /unknown command "surf": use serve/],
    [['--port', 'x'], /--port must be a port from 0 to 65535, not "x"/],
    [['--port', '70000'], /--port must be a port from 0 to 65535/],
    [['--profile', 'tody'], /--profile: unknown profile "tody", use today, next, lenient/],
    [['--profile', 'tst=next'], /--profile: unknown STS "tst"/],
    [['--issuer', 'localhost'], /--issuer must be an origin/],
    [['--config', 'no-such-file.json'], /cannot read the configuration no-such-file.json/],
    [['--config', '{"port": }'], /the inline configuration is not JSON/],
    [['--host', '192.0.2.1', '--port', '0'], /--host 192.0.2.1 is no address of this machine/],
  ])('%j', async (args, message) => {
    const lines = printed()
    expect(await run(args)).toBe(2)
    expect(lines()).toEqual([expect.stringMatching(message)])
  })

  it('a port in use', async () => {
    const lines = printed()
    const blocker = createServer()
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as { port: number }
    expect(await run(['--port', String(port)])).toBe(2)
    expect(lines()).toEqual([
      `helseid-mock: port ${port} is in use: choose another with --port, or --port 0 for any free one`,
    ])
    await new Promise((resolve) => blocker.close(resolve))
  })

  it('a configuration is told everything that is wrong with it at once, with path and suggestion', async () => {
    const lines = printed()
    const config = {
      clents: [],
      profile: 'tody',
      clients: [
        { clientId: 3, tennancy: 'single-tenant' },
        { clientId: 'c', scopes: [] },
      ],
      severity: { 'aud-is-isuer': 'wran' },
    }
    expect(await run(['--config', JSON.stringify(config)])).toBe(2)
    expect(lines()).toEqual([
      'helseid-mock: the inline configuration: ' +
        [
          '',
          'the configuration has an unknown member "clents"; did you mean "clients"?',
          '/profile is "tody": use today, next, lenient; did you mean "today"?',
          '/severity has an unknown member "aud-is-isuer"; did you mean "aud-is-issuer"?',
          '/severity/aud-is-isuer is "wran": use reject, warn, off; did you mean "warn"?',
          '/clients/0 lacks the member "scopes"',
          '/clients/0 has an unknown member "tennancy"; did you mean "tenancy"?',
          '/clients/0/clientId must be string, not 3',
          '/clients/1 has no key: give `jwks` or `certificates`',
        ].join('\n  - '),
    ])
  })
})

describe('settings', () => {
  it('flag before environment before file before default', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'config.json')
    writeFileSync(file, JSON.stringify({ port: 1001, profile: 'next', logFormat: 'json' }))
    const env = { HELSEID_MOCK_PORT: '1002', HELSEID_MOCK_LOG_FORMAT: 'text', HELSEID_MOCK_CONFIG: file }
    expect(await readSettings({ port: '1003' }, env)).toEqual({
      port: 1003,
      profile: 'next',
      logFormat: 'text',
      demoClient: true,
    })
    expect(await readSettings({}, env)).toMatchObject({ port: 1002 })
    expect(await readSettings({ config: file }, {})).toMatchObject({ port: 1001 })
    expect(await readSettings({}, { PORT: '1004' })).toMatchObject({ port: 1004 })
    expect(await readSettings({}, { PORT: '1004', HELSEID_MOCK_PORT: '1005' })).toMatchObject({ port: 1005 })
  })

  it('profiles by STS, configuration inline', async () => {
    const env = { HELSEID_MOCK_PROFILE: 'test1=next,prod=lenient', HELSEID_MOCK_CONFIG: '{"journalLimit": 5}' }
    expect(await readSettings({}, env)).toMatchObject({ profile: { test1: 'next', prod: 'lenient' }, journalLimit: 5 })
  })
})
