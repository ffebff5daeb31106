/** The `helseid` CLI: token, keygen, and doctor with a failure at each step. */
import { execFile } from 'node:child_process'
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createHelseIdClient } from 'helseid-client'
import { environmentNames } from 'helseid-contract'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../client/cli/run.ts'
import { freePort } from '../free-port.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const execute = promisify(execFile)
const scope = 'nhn:test-public-samplecode/client-credentials'
const folder = mkdtempSync(join(tmpdir(), 'helseid-client-'))
const keyFile = join(folder, 'key.json')
writeFileSync(keyFile, JSON.stringify(keyRing.ec))
let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({
    port: 0,
    clients: [{ clientId: 'c', jwks: { keys: [publicJwk(keyRing.ec as Jwk)] }, scopes: [scope] }],
  })
})
afterAll(() => sts.close())
/** A port that nothing listens on. */
const closed = await freePort()

async function helseid(
  args: string[],
  world: { env?: Record<string, string>; now?: () => number; fetch?: typeof fetch } = {},
) {
  const out: string[] = []
  const err: string[] = []
  const terminal = {
    env: {},
    now: Date.now,
    fetch,
    ...world,
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  }
  return { code: await run(args, terminal), out: out.join('\n'), err: err.join('\n') }
}
const client = (...more: string[]) => [
  '--issuer',
  sts.issuer('test'),
  '--client-id',
  'c',
  '--key',
  keyFile,
  '--scope',
  scope,
  ...more,
]

describe('helseid token', () => {
  it('prints only the token on stdout, and a warning about its key on stderr', async () => {
    const { code, out, err } = await helseid(['token', ...client()])
    expect([code, decodeJwt(out).client_id, err]).toEqual([
      0,
      'c',
      expect.stringContaining('bound to a key that no longer exists'),
    ])
  })

  it('names a certificate that is not trusted, and what makes Node trust it', async () => {
    await using tls = await startMockSts({ port: 0, tls: true })
    const { code, err } = await helseid(['token', ...client(), '--issuer', tls.issuer('test')])
    expect([code, err.split('\n')]).toEqual([
      1,
      [expect.stringMatching(/: SELF_SIGNED_CERT_IN_CHAIN$/), '→ make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>'],
    ])
  })

  it('reads variables in quotes and with carriage returns, and a key file in UTF-16, as PowerShell writes it', async () => {
    const file = join(folder, 'utf-16.json')
    writeFileSync(file, Buffer.from(`\ufeff${JSON.stringify(keyRing.ec)}\r\n`, 'utf16le'))
    const env = {
      HELSEID_ISSUER: `"${sts.issuer('test')}"`,
      HELSEID_CLIENT_ID: 'c\r',
      HELSEID_KEY_FILE: `'${file}'\r`,
      HELSEID_SCOPES: `'${scope}'`,
    }
    const { code, out } = await helseid(['token'], { env })
    expect([code, decodeJwt(out).client_id]).toEqual([0, 'c'])
  })

  it('prints JSON, and reads environment variables instead of flags', async () => {
    const env = {
      HELSEID_ISSUER: sts.issuer('test'),
      HELSEID_CLIENT_ID: 'c',
      HELSEID_KEY_FILE: keyFile,
      HELSEID_SCOPES: scope,
    }
    const { out } = await helseid(['token', '--json'], { env })
    expect(JSON.parse(out)).toMatchObject({ tokenType: 'DPoP', scope })
  })

  it('prints a curl command that the API accepts', async () => {
    const { out } = await helseid(['token', ...client('--curl', `${sts.origin}/nhn-api/test/hello`)])
    expect(out).toMatch(/^curl -H 'Authorization: DPoP ey[^']+' -H 'DPoP: ey[^']+' 'http/)
    const { stdout } = await execute('bash', ['-c', out.replace(/^curl/, 'curl -s -m 10 --noproxy "*"')])
    expect(JSON.parse(stdout)).toMatchObject({ client_id: 'c' })
  })

  it('prints a curl command that works for a URL with brackets, braces and spaces', async () => {
    const address = `${sts.origin}/nhn-api/x/../test/hello?filter[a]={1,2}&til=på dagen`
    const { out } = await helseid(['token', ...client('--curl', address)])
    const { stdout } = await execute('bash', ['-c', out.replace(/^curl/, 'curl -s -m 10 --noproxy "*"')])
    expect(JSON.parse(stdout)).toMatchObject({ client_id: 'c' })
  })

  it('prints a curl command with the method in capitals', async () => {
    const { out } = await helseid(['token', ...client('--curl', `${sts.origin}/x`, '--method', 'put')])
    expect(out).toMatch(/^curl -X 'PUT' /)
    expect(decodeJwt(String(/DPoP: ([^']+)/.exec(out)?.[1])).htm).toBe('PUT')
  })

  it('rejects variables with two issuers unless a flag chooses one', async () => {
    const env = { HELSEID_ISSUER: sts.issuer('test'), HELSEID_ENVIRONMENT: 'prod' }
    const { code, err } = await helseid(['token', '--client-id', 'c', '--key', keyFile], { env })
    expect([code, err]).toEqual([2, expect.stringContaining('HELSEID_ENVIRONMENT and HELSEID_ISSUER are both set')])
    expect((await helseid(['token', ...client()], { env })).code).toBe(0)
  })

  it('prints a refusal as one line with code and verdict, and exits with 1', async () => {
    const { code, err } = await helseid(['token', ...client('--scope', 'nhn:other/x')])
    expect([code, err]).toEqual([1, expect.stringMatching(/^helseid: token_refused: .*invalid_scope.*_mock\/requests/)])
  })

  it.each([
    [[], new RegExp(`missing --environment \\(${environmentNames.join(', ')}\\) or --issuer, --client-id, --key`)],
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['--environment', 'test9', '--client-id', 'c', '--key', keyFile], /unknown environment "test9"/],
    [
      ['--environment', 'test1', '--client-id', 'c', '--key', '/no/such/file'],
      /the file \/no\/such\/file cannot be read: ENOENT/,
    ],
    [
      ['--environment', 'test1', '--client-id', 'c', '--key', keyFile, '--parent', '1'],
      /organization.parent must have nine digits/,
    ],
    [['--environment', 'test1', '--client-id', 'c', '--key', keyFile, '--curl', 'x'], /--curl "x" is not a URL/],
    [
      ['--environment', 'test1', '--client-id', 'c', '--key', keyFile, '--curl', 'http://api.example/'],
      /no token is sent to http:\/\/api.example: the URL must be https/,
    ],
    [
      ['--environment', 'test1', '--issuer', 'https://sts.example', '--client-id', 'c', '--key', keyFile],
      /use --environment or --issuer, not both/,
    ],
    [
      ['--environment', 'test1', '--client-id', 'c', '--key', keyFile, '--certificate', '/no/such/file'],
      /the certificate \/no\/such\/file cannot be read: ENOENT/,
    ],
    [['x'], /unexpected argument "x"/],
    [
      ['--issuer', 'https://user:pass@sts.example', '--client-id', 'c', '--key', keyFile],
      /issuer must not contain a user name or password/,
    ],
  ])('prints wrong usage as one line and exits with 2: %j', async (args, message) => {
    const { code, out, err } = await helseid(['token', ...args])
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(message)])
    expect(err.split('\n')).toHaveLength(1)
  })

  it('requests an issuer over plain HTTP on another machine only with --allow-plain-http', async () => {
    const requested: string[] = []
    const fetch = async (input: string | URL | Request) => {
      requested.push(String(input))
      return new Response(null, { status: 404 })
    }
    const args = ['token', '--issuer', 'http://sts.example', '--client-id', 'c', '--key', keyFile]
    expect(await helseid(args, { fetch })).toMatchObject({
      code: 2,
      err: expect.stringMatching(/must be an https URL/),
    })
    expect(requested).toEqual([])
    expect((await helseid([...args, '--allow-plain-http'], { fetch })).code).toBe(1)
    expect(requested).toEqual([expect.stringMatching(/^http:\/\/sts\.example\//)])
  })
})

describe('the CLI does not print a key given in the wrong place', () => {
  const jwk = JSON.stringify(keyRing.ec)
  const pem = createPrivateKey({ key: keyRing.ec as never, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' })
  const texts = [jwk, String(pem), Buffer.from(jwk).toString('base64')]
  const places: [string, (key: string) => ReturnType<typeof helseid>][] = [
    ['--key', (key) => helseid(['token', ...client('--key', key)])],
    ['HELSEID_KEY_FILE', (key) => helseid(['token', ...issuerAndId()], { env: { HELSEID_KEY_FILE: key } })],
    ['an argument', (key) => helseid(['token', ...client(key)])],
    ['the command', (key) => helseid([key])],
  ]
  const issuerAndId = () => ['--issuer', sts.issuer('test'), '--client-id', 'c']

  it.each(places)('%s', async (_, go) => {
    for (const key of texts) {
      const { code, out, err } = await go(key)
      expect([code, out, err]).toEqual([2, '', expect.stringContaining('key')])
      expect(err).not.toContain(keyRing.ec.d)
      expect(err).not.toContain(key.slice(0, 60))
    }
  })

  it('nor does the client, for a key given as the name of a variable', () => {
    for (const env of texts) {
      const make = () => createHelseIdClient({ environment: 'test1', clientId: 'c', key: { env } })
      expect(make).toThrow(/env must be the name of an environment variable, but is the key itself$/)
    }
  })
})

describe('helseid keygen', () => {
  it('prints both keys, with the thumbprint as kid', async () => {
    const { privateJwk, publicJwk: half } = JSON.parse((await helseid(['keygen', '--alg', 'ES384'])).out)
    expect(half).toEqual({
      kty: 'EC',
      crv: 'P-384',
      x: privateJwk.x,
      y: privateJwk.y,
      kid: privateJwk.kid,
      alg: 'ES384',
      use: 'sig',
    })
  })

  it('writes a private key that only the owner can read, and never overwrites a file', async () => {
    expect((await helseid(['keygen', '--alg', 'ES256', '--out', folder])).code).toBe(0)
    const path = join(folder, 'private-key.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const before = readFileSync(path, 'utf8')
    expect(await helseid(['keygen', '--alg', 'ES256', '--out', folder])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${path} already exists and is not overwritten`),
    })
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('creates a missing folder that only the owner can open', async () => {
    const out = join(folder, 'of-mine', 'keys')
    expect((await helseid(['keygen', '--alg', 'ES256', '--out', out])).code).toBe(0)
    expect(readdirSync(out)).toEqual(['private-key.json', 'public-key.json'])
    expect(statSync(out).mode & 0o777).toBe(0o700)
  })

  it('reports an --out that is not a folder', async () => {
    expect(await helseid(['keygen', '--alg', 'ES256', '--out', keyFile])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`${keyFile} is not a folder`),
    })
  })

  it('writes neither key if one of the files exists', async () => {
    const out = mkdtempSync(join(folder, 'keys-'))
    writeFileSync(join(out, 'public-key.json'), '{}')
    expect((await helseid(['keygen', '--alg', 'ES256', '--out', out])).code).toBe(2)
    expect(readdirSync(out)).toEqual(['public-key.json'])
  })

  it('refuses an algorithm that HelseID does not accept', async () => {
    expect(await helseid(['keygen', '--alg', 'RS256'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('use PS256'),
    })
  })
})

describe('helseid doctor', () => {
  /** The first words of each line: the outcome of a step and its name. */
  const steps = (out: string) =>
    out
      .split('\n')
      .filter((line) => !line.includes('→'))
      .map((line) => line.split(/\s+/).slice(0, 2).join(' '))
  const api = () => `${sts.origin}/nhn-api/test/hello`

  it('passes every step', async () => {
    const { code, out } = await helseid(['doctor', ...client('--api', api())])
    expect([code, steps(out)]).toEqual([
      0,
      ['ok DNS', 'ok TLS', 'ok discovery', 'ok clock', 'ok key', 'ok token', 'ok API'],
    ])
    expect(out).toContain(`ES256, kid ${keyRing.ec.kid}`)
  })

  const at = (args: string[], world?: Parameters<typeof helseid>[1]) => helseid(['doctor', ...args], world)
  const issuer = (address: string) => ['--issuer', address, '--client-id', 'c', '--key', keyFile]
  /** The doctor with an API that returns this status. */
  const atApi = async (status: number, headers: Record<string, string> = {}) => {
    const server = createHttpServer((_, answer) => answer.writeHead(status, headers).end()).listen(0)
    onTestFinished(() => void server.close())
    return at(client('--api', `http://localhost:${(server.address() as AddressInfo).port}/`))
  }
  const bad = join(folder, 'bad.json')
  writeFileSync(bad, '{}')
  it.each<[string, () => ReturnType<typeof helseid>, RegExp]>([
    [
      'DNS',
      () => at(issuer('https://no-such-host.invalid')),
      /no-such-host.invalid does not resolve: (ENOTFOUND|EAI_AGAIN)/,
    ],
    ['discovery', () => at(issuer('http://localhost:9')), /metadata could not be fetched/],
    ['discovery', () => at(issuer(`${sts.origin}/nowhere`)), /→ open the metadata URL in a browser/],
    [
      'clock',
      () => at(client(), { now: () => Date.now() - 60_000 }),
      /this machine’s clock is (59|60|61) s behind HelseID’s/,
    ],
    ['key', () => at([...client(), '--key', bad]), /not a JWK: kty is missing/],
    ['token', () => at(client('--scope', 'nhn:other/x')), /invalid_scope[\s\S]*→ request scopes that the client has/],
    [
      'token',
      () => at([...client(), '--client-id', 'stranger']),
      /invalid_client.*_mock\/requests[\s\S]*→ HelseID’s response does not say more/,
    ],
    [
      'API',
      () => at(client('--api', `${sts.origin}/selvbetjening/test/v1/client`)),
      /returned 401: DPoP error="invalid_token"/,
    ],
    ['discovery', () => at(issuer(`http://localhost:${closed}/test`)), /ECONNREFUSED[\s\S]*→ nothing listens there/],
    [
      'API',
      () => at(client('--api', `http://localhost:${closed}/`)),
      /fetch failed: .*ECONNREFUSED[\s\S]*→ nothing listens there/,
    ],
    ['TLS', () => at(issuer(sts.issuer('test').replace('http:', 'https:'))), /→ the port does not speak TLS/],
    [
      'discovery',
      () => at(issuer('http://localhost'), { fetch: async () => Response.json({ issuer: 'http://localhost' }) }),
      /the metadata has no token_endpoint/,
    ],
    [
      'discovery',
      () =>
        at(issuer('http://localhost'), {
          fetch: async () => Response.json({ issuer: 'http://localhost', token_endpoint: 'http://evil.example/t' }),
        }),
      /no assertion is sent: the token_endpoint at evil.example must be an https URL/,
    ],
    ['API', () => atApi(500), /returned 500\n.*→ the API, or a proxy in front of it, is having problems/],
    ['API', () => atApi(302, { location: 'https://login.example/' }), /returned 302\n.*→ a proof is valid for one URL/],
    [
      'API',
      () => atApi(401, { 'www-authenticate': `DPoP error="eyJhbGciOiJSUzI1NiJ9.e30.x"` }),
      /DPoP error="\[JWT\]"/,
    ],
  ])('stops at the step %s and says why', async (step, go, why) => {
    const { code, out } = await go()
    expect(code).toBe(1)
    const lines = steps(out)
    const stopped = lines.indexOf(`FAIL ${step}`)
    expect(lines.slice(0, stopped).every((line) => line.startsWith('ok'))).toBe(true)
    expect(lines.slice(stopped + 1).every((line) => line.startsWith('–'))).toBe(true)
    expect(out).toMatch(why)
  })

  it.each([
    [() => issuer('ftp://localhost/test'), /issuer "ftp:\/\/localhost\/test" must be an https URL/],
    [() => issuer(`${sts.issuer('test')}/`), /must not end with a slash/],
    [() => issuer('http://sts.example/test'), /http is only for this machine/],
    [() => [...issuer('http://helseid-sts.nhn.no'), '--allow-plain-http'], /HelseID never uses plain HTTP/],
    [() => client('--parent', '1'), /organization.parent must have nine digits/],
    [() => client('--scope', 'a b'), /one scope each/],
    [() => ['--environment', 'test9', ...client().slice(2)], /unknown environment "test9"/],
    [() => client('--api', 'ftp://localhost/'), /no token is sent to ftp:\/\/localhost: the URL must be https/],
  ])('reports wrong usage before the first step and exits with 2', async (args, message) => {
    expect(await at(args())).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) })
  })

  it('stops at TLS for an untrusted certificate, with a host name and with IP addresses', async () => {
    await using tls = await startMockSts({ port: 0, tls: true })
    const { port } = new URL(tls.origin)
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      const { code, out } = await at(issuer(`https://${host}:${port}/test`))
      expect([code, steps(out)[1]]).toEqual([1, 'FAIL TLS'])
      expect(out).toContain('→ make Node trust the CA: NODE_EXTRA_CA_CERTS=<file>')
    }
  })

  describe('behind a proxy', () => {
    const address = 'http://user:secret@localhost:3128'
    const sts = 'https://no-such-host.invalid'

    it('looks up the proxy if Node uses it, and leaves TLS to the next step', async () => {
      const env = { HTTPS_PROXY: address, NODE_USE_ENV_PROXY: '1' }
      const fetch = () => Promise.reject(new TypeError('fetch failed'))
      const { out } = await at(issuer(sts), { env, fetch })
      expect(steps(out).slice(0, 3)).toEqual(['ok DNS', 'ok TLS', 'FAIL discovery'])
      expect(out).toContain('requests go through the proxy localhost:3128, which resolves to ')
      expect(out).not.toContain('secret')
    })

    it.each([
      [{ https_proxy: address }, true],
      [{ HTTPS_PROXY: address, NODE_USE_ENV_PROXY: '1', NO_PROXY: 'localhost,.invalid' }, false],
      [{ HTTP_PROXY: address }, false],
    ])('mentions a proxy that Node does not use: %j', async (env, hinted) => {
      const { out } = await at(issuer(sts), { env: env as Record<string, string> })
      expect(steps(out)[0]).toBe('FAIL DNS')
      expect(out.includes('the proxy localhost:3128, which Node')).toBe(hinted)
    })
  })
})

it('helseid prints help, and the commands if one is unknown', async () => {
  expect((await helseid([])).out).toContain('helseid doctor')
  expect((await helseid(['token', '--help'])).out).toContain('--curl')
  expect(await helseid(['tokn'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('unknown command "tokn": use token, keygen, doctor'),
  })
})

it('helseid runs as a program, and reports output that cannot be written', async () => {
  const program = fileURLToPath(new URL('../../client/bin/helseid.js', import.meta.url))
  const { stdout } = await execute(process.execPath, [program, 'token', ...client()])
  expect(decodeJwt(stdout.trim()).client_id).toBe('c')
  const shell = async (redirected: string) =>
    execute('bash', ['-c', `"$0" "$1" --help ${redirected}`, process.execPath, program])
  // A reader that closes the pipe early is not a failure; a full disk is.
  expect((await shell('| true; exit ${PIPESTATUS[0]}')).stderr).toBe('')
  await expect(shell('> /dev/full')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^helseid: cannot write output: ENOSPC[^\n]*\n$/),
  })
})
