/** Environment variables as Kubernetes, Docker, `.env` files and people set them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findSettings, readSettings } from '../../../mock-sts/cli/find-settings.ts'
import { localTwin } from '../../../mock-sts/cli/local-twin.ts'
import { run } from '../../../mock-sts/cli/run.ts'
import { UsageError } from '../../../mock-sts/cli/usage-error.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const file = (content: string | Buffer) => {
  const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'value')
  writeFileSync(path, content)
  return path
}

// https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
const ofService = {
  HELSEID_MOCK_SERVICE_HOST: '10.43.7.9',
  HELSEID_MOCK_SERVICE_PORT: '8080',
  HELSEID_MOCK_SERVICE_PORT_HTTP: '8080',
  HELSEID_MOCK_PORT: 'tcp://10.43.7.9:8080',
  HELSEID_MOCK_PORT_8080_TCP: 'tcp://10.43.7.9:8080',
  HELSEID_MOCK_PORT_8080_TCP_PROTO: 'tcp',
  HELSEID_MOCK_PORT_8080_TCP_PORT: '8080',
  HELSEID_MOCK_PORT_8080_TCP_ADDR: '10.43.7.9',
}

describe('variables of a Kubernetes Service or a Docker link named helseid-mock', () => {
  it('are ignored with one note, and the next variable for the port counts', async () => {
    const { values, from, notes } = await findSettings({}, { ...ofService, PORT: '1004' })
    expect(values).toEqual({ port: 1004, logFormat: 'text', demoClient: true })
    expect(from).toEqual({ port: 'PORT' })
    expect(notes).toEqual([
      expect.stringMatching(/^ignored HELSEID_MOCK_PORT and 7 more, which Kubernetes or Docker sets .*: set port /),
    ])
  })

  // https://docs.docker.com/engine/network/links/#environment-variables
  it.each([
    { HELSEID_MOCK_NAME: '/web/helseid-mock' },
    { HELSEID_MOCK_ENV_NODE_VERSION: '24' },
    { HELSEID_MOCK_PORT: 'udp://172.17.0.5:8080' },
    { HELSEID_MOCK_PORT_8080_TCP_START: 'tcp://172.17.0.5:8080' },
    { HELSEID_MOCK_QA_PORT: 'tcp://10.43.7.9:8080' },
    { HELSEID_MOCK_QA_SERVICE_HOST: '10.43.7.9' },
  ])('%j is ignored with a note', async (variables) => {
    const { values, notes } = await findSettings({}, variables)
    expect(values).toEqual({ logFormat: 'text', demoClient: true })
    expect(notes).toEqual([expect.stringMatching(/^ignored HELSEID_MOCK_/)])
  })

  it('do not stop the commands that call a twin, whose default port is then 8080', async () => {
    for (const [name, value] of Object.entries(ofService)) vi.stubEnv(name, value)
    expect(await readSettings({}, process.env)).toEqual({ logFormat: 'text', demoClient: true })
    expect(await localTwin()).toBe('http://localhost:8080')
  })
})

it('helseid-mock starts next to a Kubernetes Service of its name, and logs what it ignores', async () => {
  const bin = fileURLToPath(new URL('../../../mock-sts/bin/helseid-mock.js', import.meta.url))
  const env = { ...process.env, ...ofService, PORT: '0', HELSEID_MOCK_LOG_FORMAT: 'json' }
  const twin = spawn(process.execPath, [bin], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(twin, 'exit')
  try {
    const lines = createInterface({ input: twin.stdout })[Symbol.asyncIterator]()
    expect(JSON.parse(String((await lines.next()).value))).toMatchObject({ ready: true })
    expect(JSON.parse(String((await lines.next()).value))).toMatchObject({
      level: 'warn',
      event: 'note',
      message: expect.stringMatching(/^note: ignored HELSEID_MOCK_PORT and 7 more/),
    })
    twin.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  } finally {
    twin.kill('SIGKILL')
  }
})

describe('an unknown variable', () => {
  it.each([
    ['HELSEID_MOCK_PROT', 'unknown variable HELSEID_MOCK_PROT, which has no effect; did you mean HELSEID_MOCK_PORT?'],
    ['HELSEID_MOCK_CONTROLTOKEN', /did you mean HELSEID_MOCK_CONTROL_TOKEN\?$/],
    ['helseid_mock_port', /did you mean HELSEID_MOCK_PORT\?$/],
    ['HELSEID_MOCK_SOMETHING_ELSE', 'unknown variable HELSEID_MOCK_SOMETHING_ELSE, which has no effect'],
  ])('%s is noted', async (name, note) => {
    const { notes } = await findSettings({}, { [name]: '1' })
    expect(notes).toEqual([typeof note === 'string' ? note : expect.stringMatching(note)])
  })

  it('is printed by config print', async () => {
    vi.stubEnv('HELSEID_MOCK_PROT', '1')
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(await run(['config', 'print'])).toBe(0)
    expect(error.mock.calls).toEqual([[expect.stringMatching(/^note: unknown variable HELSEID_MOCK_PROT/)]])
  })

  it('of a test that starts the twin, or of another program, is not noted', async () => {
    const { notes } = await findSettings({}, { HELSEID_MOCK_COMMAND: 'x', HELSEID_MOCK_IMAGE: 'y', HELSEID_KEY: 'z' })
    expect(notes).toEqual([])
  })
})

describe('a value', () => {
  it.each([
    ['8081\r', 'a carriage return'],
    ['\ufeff8081', 'a byte order mark'],
    ['\u00a08081 \t', 'special spaces'],
    ['"8081"', 'double quotes'],
    ["'8081'\r", 'single quotes and a carriage return'],
    ['“8081”', 'typographic quotes'],
    ['8081 # the port', 'a comment'],
    ['"8081" # the port', 'quotes and a comment'],
  ])('%j is read as meant: %s', async (value) => {
    expect(await readSettings({}, { HELSEID_MOCK_PORT: value })).toMatchObject({ port: 8081 })
  })

  it.each([
    ['TRUE', true],
    ['yes', true],
    ['On\r', true],
    ['False', false],
    ['NO', false],
    ['off', false],
  ])('%j is a boolean', async (value, tls) => {
    expect(await readSettings({}, { HELSEID_MOCK_TLS: value })).toMatchObject({ tls })
  })

  it('from a list is read in any case', async () => {
    const env = {
      HELSEID_MOCK_PROFILE: 'test=NEXT, prod=today',
      HELSEID_MOCK_LOG_FORMAT: 'JSON',
      HELSEID_MOCK_SIGNING_KEYS: 'Demo',
    }
    expect(await readSettings({}, env)).toMatchObject({
      profile: { test: 'next', prod: 'today' },
      logFormat: 'json',
      signingKeys: 'demo',
    })
  })

  it('of a flag is read without white space around it, as shells pass lines of Windows', async () => {
    expect(await readSettings({ port: '8081\r', profile: 'next\r' }, {})).toMatchObject({ port: 8081, profile: 'next' })
  })

  it('keeps a # that begins no comment', async () => {
    const env = { HELSEID_MOCK_DATA_DIR: '/data #1', HELSEID_MOCK_CONTROL_TOKEN: 'abc#defgh' }
    expect(await readSettings({}, env)).toMatchObject({ dataDir: '/data #1', controlToken: 'abc#defgh' })
  })

  it.each(['# dev', ' # dev', '#dev', '#'])(
    'that is nothing but the comment %j counts as empty, with a note',
    async (value) => {
      const { values, from, notes } = await findSettings({}, { HELSEID_MOCK_PROFILE: value, HELSEID_MOCK_PORT: value })
      expect([values, from]).toEqual([{ logFormat: 'text', demoClient: true }, {}])
      expect(notes).toEqual([
        'the value of HELSEID_MOCK_PORT is nothing but a comment, so it counts as empty',
        'the value of HELSEID_MOCK_PROFILE is nothing but a comment, so it counts as empty',
      ])
    },
  )

  it('that is a path or a token may begin with #, unless a space follows', async () => {
    const kept = { HELSEID_MOCK_DATA_DIR: '#data', HELSEID_MOCK_CONTROL_TOKEN: '#abcdefgh' }
    expect(await readSettings({}, kept)).toMatchObject({ dataDir: '#data', controlToken: '#abcdefgh' })
    expect(await readSettings({}, { HELSEID_MOCK_DATA_DIR: '# no data' })).not.toHaveProperty('dataDir')
    const token = readSettings({}, { HELSEID_MOCK_CONTROL_TOKEN: '# hunter2hunter2' })
    await expect(token).rejects.toThrow('HELSEID_MOCK_CONTROL_TOKEN is empty, which would leave the control plane open')
  })

  it('from which quotes or a comment were taken is noted without being quoted', async () => {
    const { notes } = await findSettings({}, { HELSEID_MOCK_HOST: "'127.0.0.1'", HELSEID_MOCK_TLS: 'no # for now' })
    expect(notes).toEqual([
      'the quotes or the comment around the value of HELSEID_MOCK_HOST are ignored',
      'the quotes or the comment around the value of HELSEID_MOCK_TLS are ignored',
    ])
  })

  it('in quotes is the control token with its quotes, which is noted', async () => {
    const { values, notes } = await findSettings({}, { HELSEID_MOCK_CONTROL_TOKEN: '"hunter2hunter2"\r' })
    expect(values).toMatchObject({ controlToken: '"hunter2hunter2"' })
    expect(notes).toEqual([
      expect.stringMatching(/HELSEID_MOCK_CONTROL_TOKEN is in quotes, which are part of the token/),
    ])
  })

  it.each([`'{"port": 8081}'`, '"{\\"port\\": 8081}"', '\ufeff{"port": 8081}\r'])(
    '%s is an inline configuration',
    async (value) => {
      expect(await readSettings({}, { HELSEID_MOCK_CONFIG: value })).toMatchObject({ port: 8081 })
    },
  )

  it('that is empty counts as unset', async () => {
    expect(await readSettings({}, { HELSEID_MOCK_CONFIG: '', HELSEID_MOCK_PORT: ' \r' })).toEqual({
      logFormat: 'text',
      demoClient: true,
    })
  })
})

describe('a file named by a variable with _FILE', () => {
  it.each(['PORT', 'PROFILE', 'METADATA', 'SCENARIO', 'ISSUER', 'ALLOW_ORIGIN', 'TLS', 'SIGNING_KEYS'])(
    'is not quoted by the error of HELSEID_MOCK_%s_FILE: a mounted file may be another secret than the one meant',
    async (name) => {
      const variable = `HELSEID_MOCK_${name}_FILE`
      const path = file('hunter2hunter2')
      const error = await readSettings({}, { [variable]: path }).catch((refused: Error) => refused)
      expect(error).toBeInstanceOf(UsageError)
      expect((error as Error).message).toMatch(new RegExp(`^${variable} \\(`))
      expect((error as Error).message).not.toContain('hunter2')
      expect(String((error as Error).cause)).not.toContain('hunter2')
    },
  )

  it.each(['aGVsbG8/d29ybGQ+c2VjcmV0==', 'hunter2.hunter2.hunter2', 'a/b+c/d=='])(
    'is not quoted if it may be the control token itself: %s',
    async (token) => {
      const error = await readSettings({}, { HELSEID_MOCK_CONTROL_TOKEN_FILE: token }).catch(
        (refused: Error) => refused,
      )
      expect((error as Error).message).toMatch(/cannot read the file \(ENOENT\): give the path of a file/)
      expect(`${(error as Error).message} ${String((error as Error).cause)}`).not.toContain(token)
    },
  )

  it('gives the value of any setting, without line ends and byte order mark', async () => {
    const env = {
      HELSEID_MOCK_PORT_FILE: file('8081\r\n'),
      HELSEID_MOCK_ISSUER_FILE: file('\ufeffhttps://idp.example\n'),
      HELSEID_MOCK_TLS_CA_FILE: file(Buffer.from('\ufeff-----BEGIN', 'utf16le')),
      HELSEID_MOCK_NO_CONTROL_FILE: file('true'),
      HELSEID_MOCK_CONTROL_TOKEN_FILE: file('\ufeffhunter2hunter2\r\n'),
      HELSEID_MOCK_CONFIG_FILE: file('{ "journalLimit": 5 }'),
    }
    const { values, from } = await findSettings({}, env)
    expect(values).toMatchObject({
      port: 8081,
      issuer: 'https://idp.example',
      tlsCa: '-----BEGIN',
      control: false,
      controlToken: 'hunter2hunter2',
      journalLimit: 5,
    })
    expect(from.port).toBe('HELSEID_MOCK_PORT_FILE')
  })

  it('is refused if the variable itself is set too', async () => {
    const path = file('8081')
    await expect(readSettings({}, { HELSEID_MOCK_PORT: '1', HELSEID_MOCK_PORT_FILE: path })).rejects.toThrow(
      'HELSEID_MOCK_PORT and HELSEID_MOCK_PORT_FILE are both set: use one of them',
    )
    await expect(readSettings({}, { HELSEID_MOCK_CONFIG: '{}', HELSEID_MOCK_CONFIG_FILE: path })).rejects.toThrow(
      'HELSEID_MOCK_CONFIG and HELSEID_MOCK_CONFIG_FILE are both set: use one of them',
    )
  })

  it('that does not exist is named, but not a key that was given instead of its path', async () => {
    await expect(readSettings({}, { HELSEID_MOCK_PORT_FILE: '/no/such' })).rejects.toThrow(
      'HELSEID_MOCK_PORT_FILE: file not found: /no/such',
    )
    const key = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----'
    await expect(readSettings({}, { HELSEID_MOCK_TLS_CA_FILE: key })).rejects.toThrow(
      /^(?!.*hunter2)HELSEID_MOCK_TLS_CA_FILE: file not found: \(the text that was given instead of a path\)$/s,
    )
  })
})

describe('a setting of TLS', () => {
  it('has no effect without --tls, which is noted', async () => {
    const { notes } = await findSettings({ tlsCa: 'ca' }, { HELSEID_MOCK_TLS_NAME: 'twin' })
    expect(notes).toEqual([
      'tlsCa (--tls-ca) has no effect without --tls',
      'tlsNames (HELSEID_MOCK_TLS_NAME) has no effect without --tls',
    ])
  })

  it('is not noted with --tls', async () => {
    expect((await findSettings({ tlsCa: 'ca' }, { HELSEID_MOCK_TLS: 'true' })).notes).toEqual([])
  })
})
