/** The commands try, explain, keygen and rules, and the demo. */
import { execFile } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ownEndpointRules, rules } from 'helseid-contract/rules'
import { type StartedMockSts, startMockSts } from 'helseid-mock'
import { parse as parseShell } from 'shell-quote'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import demoClient from '../../../mock-sts/demo/client.json' with { type: 'json' }
import certificates from '../../keys/certificates.json' with { type: 'json' }

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient] })
})
afterAll(() => sts.close())
afterEach(() => vi.restoreAllMocks())

/** Runs a command in this process; returns its exit code and output. */
async function command(...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(args)
  const text = (spy: typeof log) => spy.mock.calls.map(([line]) => String(line)).join('\n')
  return { exitCode, out: text(log), err: text(error) }
}

/** Sends the request of the printed curl command; returns status and body. */
async function runCurl(out: string): Promise<string> {
  const words = parseShell(out.slice(out.indexOf('curl -i')).replaceAll('\\\n', ' ')).map(String)
  const after = (flag: string) => words.flatMap((word, index) => (word === flag ? [words[index + 1] as string] : []))
  const headers = after('-H').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string])
  const [method = 'GET', body] = [after('-X')[0], after('--data-raw')[0]]
  const response = await fetch(words[4] as string, { method, headers, ...(body !== undefined && { body }) })
  return `${response.status} ${await response.text()}`
}

describe('npm run demo', () => {
  it('prints every request and answer, and ends with the API’s 200', async () => {
    const args = ['--conditions=helseid-source', 'mock-sts/cli/demo/run.ts', sts.issuer('test')]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const legs = stdout.match(/^\d\. \w+ \S+|⇒ \d+/gm)?.map((line) => line.replace(sts.origin, ''))
    expect(legs).toEqual([
      '1. GET /test/.well-known/openid-configuration',
      '⇒ 200',
      '2. POST /test/connect/token',
      '⇒ 400',
      '3. POST /test/connect/token',
      '⇒ 200',
      '4. GET /nhn-api/test/hello',
      '⇒ 200',
    ])
    expect(stdout).toContain('"typ":"client-authentication+jwt"')
    expect(stdout).toMatch(/DPoP-Nonce: \S+/)
    expect(stdout).toMatch(/access token, claims: \{"iss":"http:\/\/localhost:\d+\/test"/)
    expect(stdout).toMatch(/The API answered 200\.\n$/)
  })

  it('calls the twin of the variables and of the configuration file', async () => {
    const args = ['--conditions=helseid-source', 'mock-sts/cli/demo/run.ts']
    const runWith = (env: Record<string, string>) =>
      promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env } })
    const { stdout } = await runWith({ HELSEID_MOCK_CONFIG: JSON.stringify({ port: sts.port, host: '127.0.0.1' }) })
    expect(stdout).toContain(`POST http://127.0.0.1:${sts.port}/test/connect/token`)
    await expect(runWith({ HELSEID_MOCK_PORT: '0' })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^the port is set to 0.*\n$/),
    })
  })

  it('fails with a hint if no twin is running', async () => {
    const args = ['--conditions=helseid-source', 'mock-sts/cli/demo/run.ts', 'http://127.0.0.1:9/test']
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Is the twin running? Start it with: npm start'),
    })
  })

  it('suggests https for a twin with TLS', async () => {
    await using tls = await startMockSts({ port: 0, tls: true })
    const args = [
      '--conditions=helseid-source',
      'mock-sts/cli/demo/run.ts',
      tls.issuer('test').replace('https:', 'http:'),
    ]
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
      stderr: expect.stringContaining('use https:// if the twin serves TLS'),
    })
  })

  it('names the certificate of a twin that is not trusted', async () => {
    await using tls = await startMockSts({ port: 0, tls: true })
    const args = ['--conditions=helseid-source', 'mock-sts/cli/demo/run.ts', tls.issuer('test')]
    const ended = promisify(execFile)(process.execPath, args)
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /SELF_SIGNED_CERT_IN_CHAIN\nTrust .* curl -k \S+ -o ca.pem, .* set NODE_EXTRA_CA_CERTS/,
      ),
      // The client repeats a request that had no answer.
      stdout: expect.stringMatching(
        /^\n1\. GET \S+\n {3}⇒ no answer: SELF_SIGNED_CERT_IN_CHAIN\n( {3}the client repeats the request\n)+$/,
      ),
    })
    await expect(ended).rejects.toMatchObject({ stderr: expect.not.stringContaining('Is the twin running') })
  })
})

describe('try', () => {
  it('sends a valid request and prints a curl command that works', async () => {
    const { exitCode, out } = await command('try', '--issuer', sts.issuer('test'))
    expect(exitCode).toBe(0)
    expect(out).toContain('⇒ 200')
    expect(out).toMatch(/^ACCEPTED$/m)
    expect(await runCurl(out)).toMatch(/^200 \{.*"token_type":"DPoP"/)
  })

  it.each([
    ['aud-is-issuer', '{"error":"invalid_client"}'],
    ['A34', '{"error":"invalid_client"}'],
    ['client-known', '{"error":"invalid_client"}'],
    ['scope-granted', '{"error":"invalid_scope"}'],
    ['proof-htm', `"Invalid 'htm' value."`],
  ])('%s: prints the broken request, its verdict, and a curl command that is refused too', async (name, answer) => {
    const { exitCode, out } = await command('try', name, '--issuer', sts.issuer('test'))
    expect(exitCode).toBe(0)
    expect(out).toContain('⇒ 400')
    expect(out).toContain(answer)
    expect(out).toMatch(/REFUSED: 400 .*, decided by [a-z0-9-]+\n\n✗ [a-z0-9-]+ \(refused\): /)
    // On the wire, HelseID’s JSON escapes apostrophes.
    expect((await runCurl(out)).replaceAll(String.raw`\u0027`, "'")).toContain(answer)
  })

  it('prints no curl command if the request depends on an earlier one', async () => {
    const { out } = await command('try', 'proof-once', '--issuer', sts.issuer('test'))
    expect(out).toContain('Detected replay of DPoP proof token.')
    expect(out).not.toContain('curl')
  })

  it('--good sends a passing example, --number chooses one', async () => {
    const good = await command('try', 'aud-is-issuer', '--good', '--number', '2', '--issuer', sts.issuer('test'))
    expect(good.out).toContain(`"aud":["${sts.issuer('test')}"]`)
    const tooMany = await command('try', 'aud-is-issuer', '--number', '9')
    expect([tooMany.exitCode, tooMany.err]).toEqual([2, 'helseid-mock: --number: aud-is-issuer has 2 examples'])
  })

  it.each([
    [
      ['try', 'no-such-rule'],
      'unknown rule or case "no-such-rule" (list the rules with helseid-mock rules; the cases are in contract/cases)',
    ],
    [['try', '--good'], '--good has no effect on the valid request: it applies to a rule'],
    [['try', '--number', '2'], '--number has no effect on the valid request: it applies to a rule'],
    [['try', 'A15', '--good'], '--good has no effect on a case: it applies to a rule'],
    [['try', '--issuer', 'http://127.0.0.1:9/test'], 'cannot reach http://127.0.0.1:9/test: is the twin running?'],
    [['try', '--issuer', '${origin}'], '/connect/token is not a token endpoint: --issuer must be an issuer such as'],
  ])('%j is wrong usage', async (args, message) => {
    const { exitCode, err } = await command(...args.map((arg) => arg.replace('${origin}', sts.origin)))
    expect(exitCode).toBe(2)
    expect(err).toContain(message)
  })
})

describe('explain', () => {
  it('judges a curl command, with the client’s registration from a running twin', async () => {
    const { out } = await command('try', 'A34', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const explained = await command('explain', out.slice(out.indexOf('curl -i')), '--twin', sts.origin)
    expect(explained.exitCode).toBe(1)
    expect(explained.out).toMatch(/^A token request for http:\/\/localhost:\d+\/test, judged at 20/)
    expect(explained.out).toContain('REFUSED: 400 invalid_client, decided by typ-client-authentication')
  })

  it('prints the verdict on an assertion as JSON, and exits with 3 because its signature was not verified', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const assertion = /client_assertion=([\w.-]+)/.exec(out)?.[1] as string
    const { exitCode, out: json } = await command('explain', assertion, '--json')
    expect(exitCode).toBe(3)
    const { explanations, notJudged } = JSON.parse(json)
    expect(explanations).toMatchObject([
      { what: 'client assertion', clientId: demoClient.clientId, signature: 'not verified' },
    ])
    expect(explanations[0].verdict.outcome).toBe('nothing wrong')
    expect(notJudged).toEqual([])
  })

  it('reads a --jwk as .NET serialises it, and does not take it for a private key', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const assertion = /client_assertion=([\w.-]+)/.exec(out)?.[1] as string
    const [key] = demoClient.jwks.keys
    const jwk = JSON.stringify({ ...key, d: null, oth: [], x5c: [], k: '' })
    const { exitCode, out: json, err } = await command('explain', assertion, '--json', '--jwk', jwk)
    expect([exitCode, err]).toEqual([0, ''])
    expect(JSON.parse(json).explanations).toMatchObject([{ signature: 'verified' }])
  })

  it('reads a --jwk in PEM, also from a file, and a certificate', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const assertion = /client_assertion=([\w.-]+)/.exec(out)?.[1] as string
    const [key] = demoClient.jwks.keys
    const pem = createPublicKey({ key: key as never, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString()
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'key.pem')
    writeFileSync(file, `\ufeff${pem}`)
    for (const given of [pem, file]) {
      const { out: json } = await command('explain', assertion, '--json', '--jwk', given)
      vi.restoreAllMocks()
      expect(JSON.parse(json).explanations).toMatchObject([{ signature: 'verified' }])
    }
    const { out: json } = await command('explain', assertion, '--json', '--jwk', certificates.registered)
    expect(JSON.parse(json).explanations).toMatchObject([{ signature: 'does not verify' }])
  })

  it('says first what was not looked at, never "accepted", and exits with 3', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const assertion = /client_assertion=([\w.-]+)/.exec(out)?.[1] as string
    const { exitCode, out: printed } = await command('explain', assertion)
    expect(exitCode).toBe(3)
    expect(printed).not.toMatch(/accepted/i)
    expect(printed.split('\n').slice(1, 6)).toEqual([
      'Signature: not verified',
      'Not checked:',
      '    the signature of the assertion, and its key: no key was given: use --jwk, --client or --twin',
      '    the registration of the client: no registration was given: use --client or --twin',
      '',
    ])
    expect(printed).toContain('NOTHING WRONG as far as this client assertion alone shows')
  })

  it('accepts a whole request whose client it knows, and exits with 0', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const curl = out.slice(out.indexOf('curl -i'))
    const { exitCode, out: printed } = await command('explain', curl, '--twin', sts.origin)
    expect([exitCode, /^Signature: .*$/m.exec(printed)?.[0]]).toEqual([0, 'Signature: verified'])
    expect(printed).toMatch(/^ACCEPTED$/m)
  })

  it('counts warnings as warnings, not as broken rules', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const curl = out.slice(out.indexOf('curl -i')).replace('/connect/token', '/connect/token ')
    const assertion = /client_assertion=([\w.-]+)/.exec(curl)?.[1] as string
    const [, claims] = assertion.split('.')
    const header = Buffer.from('{"alg":"PS256","typ":"client-authentication+jwt","kid":"x"}').toString('base64url')
    const lasting = { ...JSON.parse(Buffer.from(claims as string, 'base64url').toString()), jti: undefined }
    const changed = `${header}.${Buffer.from(JSON.stringify(lasting)).toString('base64url')}.AAAA`
    const { out: printed } = await command('explain', changed, '--profile', 'lenient')
    const warnings = printed.match(/\(warning\)/g)?.length ?? 0
    const broken = printed.match(/\(refused\)/g)?.length ?? 0
    expect(warnings).toBeGreaterThan(0)
    expect(printed).toContain(`${broken} broken, ${warnings} warning`)
  })

  it('says what an error code of Microsoft.IdentityModel means, and judges the token in the exception', async () => {
    const { accessToken } = await sts.mint({ audience: 'nhn:example', scopes: ['nhn:example/a'] })
    const { exitCode, out } = await command('explain', `IDX10214: Audience validation failed. token: '${accessToken}'.`)
    expect(exitCode).toBe(3)
    expect(out).toMatch(/^IDX10214: the token’s `aud` is not the configured audience.*\n\nAn access token for http/)
  })

  it('judges a token request and the call of an API after it, and exits with 1 if one of them is refused', async () => {
    const { out } = await command('try', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const { accessToken, proof } = await sts.mint({
      audience: 'a:b',
      scopes: ['a:b/c'],
      proof: { url: 'https://a.example/' },
    })
    const call = `curl -H 'Authorization: Bearer ${accessToken}' -H 'DPoP: ${proof}' https://a.example/`
    const { exitCode, out: printed } = await command(
      'explain',
      `${out.slice(out.indexOf('curl -i'))}\n${call}`,
      '--twin',
      sts.origin,
    )
    expect(printed).toMatch(
      /^A token request .*ACCEPTED\n.*An API call .*REFUSED: 401 invalid_token, decided by token-scheme/s,
    )
    expect(exitCode).toBe(1)
  })

  it('reads a file, in UTF-16 as PowerShell writes it too', async () => {
    const { out } = await command('try', 'A34', '--issuer', sts.issuer('test'))
    vi.restoreAllMocks()
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'request.txt')
    writeFileSync(file, `\ufeff${out.slice(out.indexOf('curl -i'))}`, 'utf16le')
    expect((await command('explain', file)).out).toContain('decided by typ-client-authentication')
  })

  it.each([
    [['explain', 'x', '--jwk', '{"kty":"RSA","e":"AQAB","n":"…"}'], 'n contains characters that are not base64url'],
    [['explain', 'hello'], 'expected a JWT, a curl command'],
    [['explain', 'request.http'], 'file not found: request.http'],
    [
      ['explain', 'x', '--jwk', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'],
      '--jwk: not a usable key',
    ],
    [['explain', 'x', '--at', 'yesterday'], '--at must be a time such as 2026-11-23T09:00:00Z or 1795425065'],
    [['explain', 'x', '--jwk', 'no-such-file'], '--jwk: file not found: no-such-file'],
    [['explain', 'x', '--profile', 'strict'], '--profile must be one of today, next, lenient, not "strict"'],
  ])('%j is wrong usage', async (args, message) => {
    const { exitCode, err } = await command(...args)
    expect(exitCode).toBe(2)
    expect(err).toContain(message)
  })
})

describe('keygen', () => {
  it('prints a key pair whose public key can be registered', async () => {
    const { exitCode, out } = await command('keygen', '--alg', 'ES256')
    expect(exitCode).toBe(0)
    const { privateJwk, publicJwk } = JSON.parse(out)
    const { use, ...common } = publicJwk
    expect(use).toBe('sig')
    expect(privateJwk).toEqual({ ...common, d: expect.any(String) })
    expect(publicJwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
    expect(publicJwk).not.toHaveProperty('d')
    await sts.registerClient({ clientId: 'generated', jwks: { keys: [publicJwk] }, scopes: [] })
  })

  it('writes a private key that only its owner can read, and never overwrites a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
    const args = ['keygen', '--alg', 'ES256', '--out', folder]
    expect((await command(...args)).exitCode).toBe(0)
    expect(statSync(join(folder, 'private-key.json')).mode & 0o777).toBe(0o600)
    vi.restoreAllMocks()
    expect(await command(...args)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('already exists and is not overwritten'),
    })
  })

  it('creates a missing folder that only its owner can access', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'of-mine', 'keys')
    expect((await command('keygen', '--alg', 'ES256', '--out', folder)).exitCode).toBe(0)
    expect(readdirSync(folder)).toEqual(['private-key.json', 'public-key.json'])
    expect(statSync(folder).mode & 0o777).toBe(0o700)
  })

  it('writes neither file if one of them exists', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'helseid-mock-'))
    writeFileSync(join(folder, 'public-key.json'), '{}')
    expect((await command('keygen', '--alg', 'ES256', '--out', folder)).exitCode).toBe(2)
    expect(readdirSync(folder)).toEqual(['public-key.json'])
  })

  it('rejects an --out that is not a folder', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'keys')
    writeFileSync(file, '')
    expect(await command('keygen', '--alg', 'ES256', '--out', file)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(`${file} is not a folder`),
    })
  })

  it('rejects an algorithm that HelseID does not accept', async () => {
    expect(await command('keygen', '--alg', 'RS256')).toMatchObject({
      exitCode: 2,
      err: 'helseid-mock: --alg must be one of PS256, PS384, PS512, ES256, ES384, ES512, not "RS256"',
    })
  })
})

/** The rules of the token endpoint, and those of revocation and introspection. */
const allRules = [...rules, ...ownEndpointRules.map(([, rule]) => rule)]

describe('rules', () => {
  it('lists all rules, one on each line', async () => {
    const { out } = await command('rules')
    expect(
      out
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual(allRules.map(({ id }) => id))
  })

  it('prints one rule in full', async () => {
    const { out } = await command('rules', 'aud-is-issuer')
    expect(out).toContain('severity  today reject, next reject, lenient warn')
    expect(out).toContain('answer    400 invalid_client')
    expect(out).toContain('try it    helseid-mock try aud-is-issuer')
  })

  it('prints the rules as JSON', async () => {
    const { out } = await command('rules', '--json')
    expect(JSON.parse(out)).toHaveLength(allRules.length)
  })

  it('rejects an unknown rule', async () => {
    expect(await command('rules', 'nonsense')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('unknown rule "nonsense" (list them with helseid-mock rules)'),
    })
  })

  it.each([
    ['rules', 'aud-is-isuer', 'aud-is-issuer'],
    ['try', 'aud-is-isuer', 'aud-is-issuer'],
    ['scenarios', 'delegation-withdrawed', 'delegation-withdrawn'],
  ])('%s %s names the one that is probably meant', async (name, typo, meant) => {
    expect(await command(name, typo)).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining(`; did you mean "${meant}"?`),
    })
  })
})

describe('the log line and the verdict of an unknown client', () => {
  it('both contain the registration that is missing', async () => {
    const lines: string[] = []
    await using twin = await startMockSts({ port: 0, log: ({ message }) => lines.push(message) })
    await command('try', 'client-known', '--issuer', twin.issuer('test'))
    expect(lines.at(-1)).toMatch(/^token test try-\w+ 400 \| invalid_client \| client-known: /)
    expect(lines.at(-1)).toMatch(
      /"clientId":"try-\w+","jwks":\{"keys":\["<your public JWK>"\]\},"scopes":\["nhn:test-public-samplecode\/client-credentials"\]/,
    )
  })
})
