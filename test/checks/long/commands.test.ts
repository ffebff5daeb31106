/** The check commands as typed: samples that pass, a client that must be stopped, and wrong usage. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startMockSts } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../../mock-sts/checks/result.ts'
import { freePort } from '../../free-port.ts'

const node = `"${process.execPath}" --conditions=helseid-source`
const main = 'mock-sts/cli/main.ts'

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

async function command(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=helseid-source', main, 'check', ...args], {
    env: { ...process.env, NO_COLOR: '1' },
  })
  const output = { out: '', err: '' }
  child.stdout.on('data', (chunk) => (output.out += chunk))
  child.stderr.on('data', (chunk) => (output.err += chunk))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })))
}

describe('check client', () => {
  it.each(['helseid-client', 'openid-client'])(
    'passes the sample for %s before the time limit of a test',
    async (sample) => {
      const { code, out } = await command('client', '--command', `${node} test/examples/check/${sample}.ts`, '--json')
      const { results, seconds } = JSON.parse(out) as Report
      const notPassed = results.filter(({ outcome }) => outcome !== 'passed')
      expect(notPassed.map(({ id, outcome, findings }) => [id, outcome, findings])).toEqual([])
      expect(code).toBe(0)
      // Usually ten to twelve seconds on two processors. Only the limit of `hang` in vitest.config.ts fails a slow check.
      console.log(`check client, the sample for ${sample}: ${seconds.toFixed(1)} s`)
    },
  )

  it('stops a client that does not end, with every process it started, and writes every report', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'))
    const heartbeat = join(folder, 'heartbeat')
    const reports = ['html', 'junit', 'write-baseline'].flatMap((name) => [`--${name}`, join(folder, 'reports', name)])
    const hanging = `(while true; do echo >> ${heartbeat}; sleep 0.05; done) & wait`
    const written = await command('client', '--command', hanging, '--timeout', '1', ...reports)
    expect(written.code).toBe(0)
    expect(written.out).toContain('stopped after 1 s')
    const { size } = statSync(heartbeat)
    await pause(300)
    expect(statSync(heartbeat).size).toBe(size)
    expect(reports.filter((path) => !path.startsWith('--')).every(existsSync)).toBe(true)
    const baseline = reports.at(-1) as string
    expect(JSON.parse(readFileSync(baseline, 'utf8')).expectedFailures).toHaveProperty('calls-succeed')
    const again = await command('client', '--command', hanging, '--timeout', '1', '--baseline', baseline)
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('expected')])
    expect((await command('client', '--command', hanging, '--timeout', '1')).code).toBe(1)
  })

  it('leaves neither a client nor a key file behind on SIGTERM', async () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'check-'))
    const mark = join(TMPDIR, 'begun')
    const hanging = `echo $$ > ${mark}; trap "" TERM; while true; do sleep 0.05; done`
    const args = ['--conditions=helseid-source', main, 'check', 'client', '--command', hanging]
    const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR } })
    try {
      while (!existsSync(mark)) await pause(50)
      child.kill('SIGTERM')
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(143)
    } finally {
      child.kill('SIGTERM')
    }
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('helseid-check-'))).toEqual([])
    const running = execFileSync('ps', ['-A', '-o', 'stat=,args=']).toString().split('\n')
    expect(running.filter((line) => line.includes(mark) && !line.startsWith('Z'))).toEqual([])
  })

  it('serves a client that is started separately', async () => {
    const child = spawn(process.execPath, ['--conditions=helseid-source', main, 'check', 'client', '--wait', '--json'])
    let client: ReturnType<typeof spawn> | undefined
    try {
      let printed = ''
      let out = ''
      child.stdout.on('data', (chunk) => (out += chunk))
      await new Promise<void>((resolve) =>
        child.stderr.on('data', (chunk) => {
          printed += chunk
          if (printed.includes('Waiting')) resolve()
        }),
      )
      const settings = Object.fromEntries(
        [...printed.matchAll(/(HELSEID_\w+)=(.*)/g)].map(([, name, value]) => [name, value]),
      )
      expect(printed).not.toContain('"d":')
      const env = {
        ...process.env,
        ...settings,
        HELSEID_CLIENT_JWK: readFileSync(settings.HELSEID_CLIENT_JWK_FILE, 'utf8'),
      }
      client = spawn(process.execPath, ['--conditions=helseid-source', 'test/examples/check/helseid-client.ts'], {
        env,
      })
      const code = await new Promise((resolve) => child.on('close', resolve))
      const { results } = JSON.parse(out) as Report
      const notPassed = results.filter(({ outcome }) => outcome !== 'passed')
      // The check does not see the output of a client that it has not started.
      expect(notPassed.map(({ id, required }) => [id, required])).toEqual([['key-not-printed', false]])
      expect([code, results.map(({ id }) => id)]).toEqual([
        0,
        expect.arrayContaining(['calls-succeed', 'token-kept', 'rules']),
      ])
    } finally {
      client?.kill()
      child.kill('SIGTERM')
    }
  })
})

describe('check api', () => {
  it('starts the API, reports what it accepts, and stops it', async () => {
    const port = await freePort()
    const args = [
      '--audience',
      'nhn:example',
      '--scope',
      'nhn:example/read',
      '--port',
      '0',
      '--url',
      `http://127.0.0.1:${port}/hello`,
    ]
    const api = (defect: string) => [
      '--command',
      `PORT=${port} DEFECT="${defect}" ${node} test/checks/serve-faulty-api.ts`,
    ]
    const faulty = await command('api', ...args, ...api('another audience'))
    expect([faulty.code, faulty.out]).toEqual([1, expect.stringContaining('The API does not check: aud\n')])
    const sound = await command('api', ...args, ...api(''))
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('Check passed: ')])
  })

  it('restarts the API while keys or metadata are unavailable, with --keys and --command', async () => {
    const port = await freePort()
    const target = [
      '--audience',
      'nhn:example',
      '--scope',
      'nhn:example/read',
      '--url',
      `http://127.0.0.1:${port}/hello`,
    ]
    const keys = ['--port', '0', '--keys', '--jwks-cache', '0', '--json']
    const api = `PORT=${port} KEYS_FROM=metadata ${node} test/checks/serve-faulty-api.ts`
    const { code, out } = await command('api', ...target, ...keys, '--command', api)
    const { results } = JSON.parse(out) as Report
    const outcomes = Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]))
    expect(outcomes).toMatchObject({ D27: 'passed', D28: 'passed', D29: 'passed', D30: 'passed' })
    expect(code).toBe(0)
  })
})

it('check api serves an API that is configured for HelseID’s real hostname, over TLS', async () => {
  const [port, twinPort] = [await freePort(), await freePort()]
  const target = ['--audience', 'nhn:example', '--scope', 'nhn:example/read', '--url', `http://127.0.0.1:${port}/hello`]
  const issuer = ['--tls', '--issuer', 'https://helseid-sts.test.nhn.no', '--port', String(twinPort)]
  const api = `PORT=${port} TWIN_PORT=${twinPort} KEYS_FROM=metadata ${node} test/checks/serve-faulty-api.ts`
  const keys = ['--keys', '--jwks-cache', '0', '--jwks-refresh', '1']
  const { code, out, err } = await command('api', ...target, ...issuer, ...keys, '--json', '--command', api)
  const { results } = JSON.parse(out || '{"results":[]}') as Report
  const found = results.filter(({ outcome, required }) => outcome !== 'passed' && required !== false)
  expect([found, code, err]).toEqual([[], 0, ''])
  expect(results.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id)).toContain('D30')
})

it('check api suggests --ca if the certificate of the API is from an unknown authority', async () => {
  await using api = await startMockSts({ port: 0, tls: true })
  const args = ['--audience', 'a', '--scope', 'a/b', '--port', '0', '--ready', '0']
  const { code, err } = await command('api', '--url', `${api.origin}/nhn-api/test/hello`, ...args)
  expect([code, err]).toEqual([2, expect.stringContaining('pass its certificate with --ca')])
})

describe('check api --command', () => {
  const target = ['--audience', 'nhn:example', '--scope', 'nhn:example/read', '--port', '0', '--json']

  it('refuses to check if another process already listens on the address', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'))
    await using old = await startMockSts({ port: 0 })
    const begun = join(folder, 'begun')
    const url = `${old.origin}/nhn-api/test/hello`
    const { code, out, err } = await command('api', ...target, '--url', url, '--command', `touch ${begun}`)
    expect([code, out, existsSync(begun)]).toEqual([2, '', false])
    expect(err).toContain(`another process already listens on ${new URL(url).host}`)
    expect(err).toContain('stop it, or omit --command')
  })

  it('refuses to go on if the API keeps running after its command has ended', async () => {
    const pidFile = join(mkdtempSync(join(tmpdir(), 'check-')), 'pid')
    const port = await freePort()
    const leaving = `setsid ${node} test/checks/serve-faulty-api.ts & echo $! > ${pidFile}; sleep 30`
    const keys = ['--keys', '--jwks-cache', '0', '--url', `http://127.0.0.1:${port}/hello`]
    const api = `export PORT=${port} KEYS_FROM=metadata; ${leaving}`
    const { code, err } = await command('api', ...target, ...keys, '--command', api)
    process.kill(Number(readFileSync(pidFile, 'utf8')))
    expect([code, err]).toEqual([2, expect.stringContaining(`still listens on 127.0.0.1:${port}`)])
  })
})

describe('wrong usage', () => {
  const url = ['--url', 'http://127.0.0.1:9/', '--audience', 'a', '--scope', 'a/b']
  it.each<[string, readonly string[]]>([
    ['pass the command that starts your client', ['client']],
    [
      '--profile must be one of today, next, lenient, not "tomorrow"',
      ['client', '--command', 'true', '--profile', 'tomorrow'],
    ],
    ['--only: unknown trial no-such', ['client', '--command', 'true', '--only', 'no-such']],
    ['--baseline: file not found: no-such', ['client', '--command', 'true', '--baseline', 'no-such']],
    ['--url must be a URL such as', ['api', '--url', 'here', '--audience', 'a', '--scope', 'a/b']],
    ['cannot reach http://127.0.0.1:9/: ', ['api', ...url, '--port', '0', '--ready', '0']],
    ['--header must be "Name: value"', ['api', ...url, '--header', 'x']],
    ['--ca: . is a directory', ['api', ...url, '--ca', '.']],
    ['--method must be one of GET', ['api', ...url, '--method', 'BAD METHOD']],
    ['--twin must be a URL such as', ['api', ...url, '--twin', 'here']],
    ['--jwks-cache must be a whole number', ['api', ...url, '--port', '0', '--jwks-cache', 'x']],
    ['--port must be a port', ['api', ...url, '--port', '70000']],
    ['--port must be a port', ['client', '--command', 'true', '--port', '70000']],
    [
      '--issuer: the issuer must be one of https://',
      ['client', '--command', 'true', '--issuer', 'https://sts.example'],
    ],
    ['--tls-ca: no-such/ca.pem does not exist', ['client', '--command', 'true', '--tls-ca', 'no-such']],
    ['--timeout must be at most', ['client', '--command', 'true', '--timeout', '99999999']],
    ['--key: . is a directory', ['sts', '--against', 'http://localhost:9/test', '--client-id', 'a', '--key', '.']],
    [
      '--against must be an issuer',
      ['sts', '--against', 'http://localhost:9/test?a=b', '--client-id', 'a', '--key', '.'],
    ],
  ])('%s', async (message, args) => {
    const { code, err } = await command(...args)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })

  it.each([
    ['sts', '--against', 'http://user:swordfish@localhost:9/test', '--client-id', 'a', '--key', '{}'],
    ['api', '--url', 'http://user:swordfish@localhost:9/', '--audience', 'a', '--scope', 'a/b'],
  ])('check %s does not print a password from a URL', async (...args) => {
    const { code, out, err } = await command(...args)
    expect([code, out + err]).toEqual([2, expect.not.stringContaining('swordfish')])
  })
})
