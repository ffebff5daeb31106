/** The command line: wrong usage prints one clear line and exits with 2. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startMockSts } from 'helseid-mock'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readSettings } from '../../../mock-sts/cli/find-settings.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import { startFailure } from '../../../mock-sts/cli/start-failure.ts'
import { UsageError } from '../../../mock-sts/cli/usage-error.ts'
import { configSchema } from '../../../mock-sts/config/schema.ts'

const printed = () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  return () => error.mock.calls.map(([line]) => String(line))
}
afterEach(() => vi.restoreAllMocks())

describe('wrong usage', () => {
  it.each([
    [['--prt', '1'], /unknown option '--prt' \(Did you mean --port\?\)/],
    [['srve'], /^helseid-mock: unknown command "srve"; did you mean serve\?$/],
    [['explian', 'x'], /^helseid-mock: unknown command "explian"; did you mean explain\?$/],
    [['mint', '--lifetime', '10\r'], /^[ -~]*--lifetime must be a number of seconds, not "10\\u000d"$/],
    [
      ['--profile', '\u001b[2Jnext'],
      /^[ -~]*--profile: unknown profile "\\u001b\[2jnext"|unknown profile "\\u001b\[2Jnext"/,
    ],
    [['quux-quux'], /unknown command "quux-quux": use serve/],
    [['--port', 'x'], /--port must be a port from 0 to 65535, not "x"/],
    [['--port', '70000'], /--port must be a port from 0 to 65535/],
    [['--profile', 'tody'], /--profile: unknown profile "tody", use today, next, lenient/],
    [['--profile', 'tst=next'], /--profile: unknown STS "tst"/],
    [['--profile', 'test=next,test=today'], /--profile: test is given twice: give each STS one value$/],
    [['--profile', 'test=next, test=next'], /--profile: test is given twice/],
    [['--profile', 'TEST1=next,test2=today'], /--profile: TEST1 and test2 are both the STS test: give each STS one/],
    [['--profile', 'test=next=today'], /--profile: unknown profile "next=today"/],
    [['--metadata', 'qa=2025-02,qa=2025-12'], /--metadata: qa is given twice: give each STS one value$/],
    [
      ['--config', '{"profile": {"test": "next", "test2": "today"}}'],
      /\/profile: test and test2 are both the STS test: give each STS/,
    ],
    [['--issuer', 'localhost'], /--issuer must be an origin/],
    [['--config', 'no-such-file.json'], /the configuration: file not found: no-such-file.json/],
    [['--config', '{"port": }'], /the inline configuration is not valid JSON/],
    [['--control-token', ''], /--control-token is empty, which would leave the control plane open: give it at least 8/],
    [['--config', '{"controlToken": ""}'], /\/controlToken must have at least 8 characters/],
    [['--control-token-file', './no-such-file'], /--control-token-file: cannot read \.\/no-such-file/],
    // The token itself instead of a path is not printed.
    [
      ['--control-token-file', 'my-secret-token'],
      /^(?!.*my-secret-token).*--control-token-file: cannot read the file \(ENOENT\): give the path/,
    ],
    [['--allow-origin', 'localhost'], /--allow-origin must be an origin/],
    [
      ['--host', '192.0.2.1', '--port', '0'],
      /host 192.0.2.1 \(--host, HELSEID_MOCK_HOST\) is not an address of this machine/,
    ],
  ])('%j prints one line and exits with 2', async (args, message) => {
    const lines = printed()
    expect(await run(args)).toBe(2)
    expect(lines()).toEqual([expect.stringMatching(message)])
  })

  const which = (port: number) =>
    process.platform === 'win32' ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`

  it.each([
    ['a program that says nothing', () => undefined],
    ['a program that hangs up', (socket: Socket) => void socket.destroy()],
    ['another server', (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')],
  ])('a port in use by %s exits with 2, says how to find out which, and suggests another port', async (_, answer) => {
    const lines = printed()
    const blocker = createServer((socket) => {
      socket.on('error', () => undefined).resume()
      answer(socket)
    })
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
    const { port } = blocker.address() as { port: number }
    expect(await run(['--port', String(port)])).toBe(2)
    expect(lines()).toEqual([
      `helseid-mock: port ${port} is in use by another program (${which(port)} shows which): stop it, or choose another port with --port (0 picks a free one)`,
    ])
    await new Promise((resolve) => blocker.close(resolve))
  })

  it.each([{}, { tls: true }])('a port in use by another twin says so: %j', async (options) => {
    const lines = printed()
    await using twin = await startMockSts({ port: 0, ...options })
    expect(await run(['--port', String(twin.port), ...(twin.origin.startsWith('https') ? ['--tls'] : [])])).toBe(2)
    expect(lines()).toEqual([
      `helseid-mock: port ${twin.port} is in use by another twin: use that one, stop it, or choose another port with --port (0 picks a free one)`,
    ])
  })

  it.each([
    [{}, ['--tls'], 'which speaks plain HTTP: use that one without --tls, stop it'],
    [{ tls: true }, [], 'which serves TLS: use that one with --tls, stop it'],
  ])('a port in use by another twin says so if its scheme is another one: %j', async (options, flags, advice) => {
    const lines = printed()
    await using twin = await startMockSts({ port: 0, ...options })
    expect(await run(['--port', String(twin.port), ...flags])).toBe(2)
    expect(lines()).toEqual([
      `helseid-mock: port ${twin.port} is in use by another twin, ${advice}, or choose another port with --port (0 picks a free one)`,
    ])
  })

  it.each([
    ['EACCES', {}, 'no permission to listen on port 80: choose a port above 1023 with --port'],
    ['EPERM', {}, 'no permission to listen on port 80: choose a port above 1023 with --port'],
    ...(
      [
        ['EAI_AGAIN', 'no-such.example', ''],
        ['EAFNOSUPPORT', '::1', ''],
        ['ENOTFOUND', '[::]', ': write :: without brackets'],
        ['ENOTFOUND', '*', ': write 0.0.0.0 for all of them'],
        ['ENOTFOUND', '0.0.0.0:8200', ': write it without the port, which --port sets'],
        ['ENOTFOUND', 'https://localhost', ': write it without a scheme; --tls serves HTTPS, and --port sets the port'],
      ] as const
    ).map(([code, host, advice]): [string, object, string] => [
      code,
      { host },
      `host ${host} (--host, HELSEID_MOCK_HOST) is not an address of this machine${advice}`,
    ]),
  ])('%s at the start is wrong usage, with what to change', async (code, options, message) => {
    const settings = { port: 80, logFormat: 'text', demoClient: true, ...options } as const
    const failure = await startFailure(Object.assign(new Error('listen'), { code }), settings)
    expect([failure instanceof UsageError, (failure as Error).message]).toEqual([true, message])
  })

  it('an invalid configuration reports all problems at once, with path and suggestion', async () => {
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
          '/clients/0/clientId must be text, not 3',
          '/clients/1 has no key: set `jwks` or `certificates`',
        ].join('\n  - '),
    ])
  })
})

describe('settings', () => {
  it('a flag overrides the environment, which overrides the file, which overrides the default', async () => {
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

  it('profiles can be set per STS, and the configuration can be inline', async () => {
    const env = { HELSEID_MOCK_PROFILE: 'test1=next,prod=lenient', HELSEID_MOCK_CONFIG: '{"journalLimit": 5}' }
    expect(await readSettings({}, env)).toMatchObject({ profile: { test1: 'next', prod: 'lenient' }, journalLimit: 5 })
  })

  it('two names of one STS may have the same profile', async () => {
    const env = { HELSEID_MOCK_PROFILE: 'TEST1=next,TEST2=next' }
    expect(await readSettings({}, env)).toMatchObject({ profile: { TEST1: 'next', TEST2: 'next' } })
  })
})

describe('the control token', () => {
  const file = (content: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'token')
    writeFileSync(path, content)
    return path
  }

  it('is refused if its variable or file is empty', async () => {
    await expect(readSettings({}, { HELSEID_MOCK_CONTROL_TOKEN: '' })).rejects.toThrow(
      'HELSEID_MOCK_CONTROL_TOKEN is empty, which would leave the control plane open',
    )
    await expect(readSettings({ controlTokenFile: file('\n') }, {})).rejects.toThrow(/is empty/)
  })

  it('comes from a file, and a flag for it overrides a variable', async () => {
    const path = file('token-of-the-file\n')
    expect(await readSettings({}, { HELSEID_MOCK_CONTROL_TOKEN_FILE: path })).toMatchObject({
      controlToken: 'token-of-the-file',
    })
    const env = { HELSEID_MOCK_CONTROL_TOKEN: 'token-of-the-variable' }
    expect(await readSettings({ controlTokenFile: path }, env)).toMatchObject({ controlToken: 'token-of-the-file' })
    const both = { controlToken: 'token-of-the-flag', controlTokenFile: path }
    await expect(readSettings(both, {})).rejects.toThrow(/use one of them/)
    expect(
      await readSettings({ controlToken: 'token-of-the-flag' }, { HELSEID_MOCK_CONTROL_TOKEN_FILE: path }),
    ).toMatchObject({ controlToken: 'token-of-the-flag' })
  })
})

it('hosts and origins that may use the control plane are lists', async () => {
  const env = { HELSEID_MOCK_ALLOW_HOST: 'a.example, B.example', HELSEID_MOCK_ALLOW_ORIGIN: 'http://localhost:5173/' }
  expect(await readSettings({}, env)).toMatchObject({
    allowHosts: ['a.example', 'b.example'],
    allowOrigins: ['http://localhost:5173'],
  })
})

describe('config print', () => {
  const print = async (...args: string[]) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    expect(await run(['config', 'print', ...args])).toBe(0)
    return log.mock.calls.map(([line]) => String(line)).join('\n')
  }
  const file = () => {
    const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'config.json')
    const client = { clientId: 'c', scopes: [], legacyAuth: true, clientSecret: 'hush-hush' }
    writeFileSync(path, JSON.stringify({ $schema: 'x', port: 1001, profile: 'next', clients: [client] }))
    return path
  }
  afterEach(() => vi.unstubAllEnvs())

  it('prints the value of every setting and where it comes from', async () => {
    const path = file()
    vi.stubEnv('HELSEID_MOCK_LOG_FORMAT', 'json')
    vi.stubEnv('HELSEID_MOCK_NO_DEMO_CLIENT', 'true')
    const lines = (await print('--config', path, '--port', '1003', '--tls')).split('\n')
    const settings = Object.fromEntries(lines.map((line) => line.split(/ {2,}/)).map(([name, ...rest]) => [name, rest]))
    expect(settings).toMatchObject({
      port: ['1003', '--port'],
      profile: ['next', path],
      clients: ['1: c', path],
      logFormat: ['json', 'HELSEID_MOCK_LOG_FORMAT'],
      demoClient: ['false', 'HELSEID_MOCK_NO_DEMO_CLIENT'],
      tls: ['true', '--tls'],
      host: ['both loopback addresses', 'default'],
      journalLimit: ['1000', 'default'],
      control: ['true', 'default'],
    })
    expect(settings).not.toHaveProperty('$schema')
  })

  it('masks secrets, as text and as JSON', async () => {
    vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN', 'let-me-in-please')
    const args = ['--config', file(), '--tls-ca', '-----BEGIN PRIVATE KEY-----']
    expect(await print(...args)).toMatch(/^controlToken +\*{8} +HELSEID_MOCK_CONTROL_TOKEN$/m)
    vi.restoreAllMocks()
    const json = await print(...args, '--json')
    expect(json).not.toMatch(/let-me-in|hush|PRIVATE KEY/)
    expect(JSON.parse(json)).toMatchObject({
      tlsCa: { value: '********', from: '--tls-ca' },
      clients: { value: [{ clientId: 'c', clientSecret: '********' }] },
    })
  })

  it('prints every setting of serve', async () => {
    const names = Object.keys(JSON.parse(await print('--json')))
    const members = Object.keys((configSchema as { properties: object }).properties)
    expect(names.sort()).toEqual(members.filter((name) => name !== '$schema').sort())
  })

  it('rejects an unknown action', async () => {
    const lines = printed()
    expect(await run(['config', 'show'])).toBe(2)
    expect(lines()).toEqual(['helseid-mock: unknown action "show": use config print'])
  })
})

it('helseid-mock without a command runs serve', async () => {
  const bin = fileURLToPath(new URL('../../../mock-sts/bin/helseid-mock.js', import.meta.url))
  const env = { ...process.env, HELSEID_MOCK_PORT: '0', HELSEID_MOCK_LOG_FORMAT: 'json' }
  const twin = spawn(process.execPath, [bin], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(twin, 'exit')
  try {
    const [line] = await once(createInterface({ input: twin.stdout }), 'line')
    expect(JSON.parse(line)).toMatchObject({ ready: true })
    twin.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  } finally {
    twin.kill('SIGKILL')
  }
})
