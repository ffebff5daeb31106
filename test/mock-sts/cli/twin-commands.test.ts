/** The commands that use the control plane of a running twin: mint, clients, scenarios. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stsNames } from 'helseid-contract'
import { publicJwk } from 'helseid-contract/rules'
import { type Minted, type StartedMockSts, startMockSts } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../../../mock-sts/cli/run.ts'
import demoClient from '../../../mock-sts/demo/client.json' with { type: 'json' }
import { areas } from '../../../mock-sts/scenarios/groups.ts'
import { scenarios } from '../../../mock-sts/scenarios/index.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { registration } from '../endpoints/raw-token-request.ts'

let sts: StartedMockSts
beforeAll(async () => {
  sts = await startMockSts({ port: 0, clients: [demoClient] })
})
afterAll(() => sts.close())
afterEach(async () => {
  vi.restoreAllMocks()
  await sts.reset()
})

/** Runs a command against the twin; returns its exit code and output. */
async function command(...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const exitCode = await run(args.includes('--twin') ? args : [...args, '--twin', sts.origin])
  const text = (spy: typeof log) => spy.mock.calls.map(([line]) => String(line)).join('\n')
  const printed = { exitCode, out: text(log), err: text(error) }
  vi.restoreAllMocks()
  return printed
}

describe('mint', () => {
  const api = () => `${sts.origin}/nhn-api/test/hello`

  it('suggests the scenario that is probably meant', async () => {
    expect(await command('mint', '--broken', 'expired-tokn')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('; did you mean "expired-token"?'),
    })
  })

  it('prints an access token', async () => {
    const { exitCode, out } = await command('mint')
    expect([exitCode, decodeJwt(out)]).toEqual([
      0,
      expect.objectContaining({ iss: sts.issuer('test'), aud: 'nhn:test-public-samplecode', client_id: 'minted' }),
    ])
  })

  it('prints the headers of a valid API request with --url', async () => {
    const { out } = await command('mint', '--url', api())
    const headers = Object.fromEntries(out.split('\n').map((line) => line.split(': ') as [string, string]))
    expect(Object.keys(headers)).toEqual(['Authorization', 'DPoP'])
    expect((await fetch(api(), { headers })).status).toBe(200)
  })

  it('applies all flags to the token', async () => {
    const flags = ['--sts', 'qa', '--audience', 'nhn:msh', '--scope', 'nhn:msh/api', '--client-id', 'c']
    const organization = ['--parent', '994598759', '--child', '983658725', '--supplier', '889640782']
    const claims = ['--claim', 'nhn:msh/client/claims/herid=8142519', 'jti:=null', '--header', 'typ=JWT']
    const { out } = await command('mint', ...flags, ...organization, ...claims, '--lifetime', '60', '--json')
    const { accessToken, proofKey } = JSON.parse(out) as Minted
    const { jti, iat, exp, ...token } = decodeJwt(accessToken)
    expect(token).toMatchObject({
      iss: sts.issuer('qa'),
      aud: 'nhn:msh',
      scope: ['nhn:msh/api'],
      client_id: 'c',
      'helseid://claims/client/claims/orgnr_parent': '994598759',
      'helseid://claims/client/claims/orgnr_child': '983658725',
      'helseid://claims/client/claims/orgnr_supplier': '889640782',
      'nhn:msh/client/claims/herid': '8142519',
    })
    expect(jti).toBeUndefined()
    expect(Number(exp) - Number(iat)).toBe(60)
    expect(decodeProtectedHeader(accessToken).typ).toBe('JWT')
    expect(proofKey).toHaveProperty('d')
  })

  it('mints for the issuer that the API expects', async () => {
    const { out } = await command('mint', '--issuer', 'http://helseid-mock:8080/test')
    expect(decodeJwt(out).iss).toBe('http://helseid-mock:8080/test')
  })

  it('mints several audiences, Bearer tokens, and broken tokens and proofs', async () => {
    const several = await command('mint', '--audience', 'a', 'b', '--bearer', '--url', 'https://api.example/x')
    expect(several.out).toMatch(/^Authorization: Bearer [\w.-]+$/)
    const { aud, cnf } = decodeJwt(several.out.split(' ')[2] as string)
    expect([aud, cnf]).toEqual([['a', 'b'], undefined])
    const broken = await command(
      'mint',
      '--broken',
      'expired-token',
      'wrong-typ',
      '--nonce',
      'n',
      '--url',
      api(),
      '--broken-proof',
      'without-ath',
      '--json',
    )
    const { accessToken, proof } = JSON.parse(broken.out) as Minted
    expect(decodeProtectedHeader(accessToken).typ).toBe('dpop+jwt')
    expect(Number(decodeJwt(accessToken).exp)).toBeLessThan(Date.now() / 1000)
    expect(decodeJwt(String(proof))).toMatchObject({ nonce: 'n', htm: 'GET' })
    expect(decodeJwt(String(proof))).not.toHaveProperty('ath')
  })

  it('mints an expired token with a negative --lifetime', async () => {
    const { out } = await command('mint', '--lifetime', '-600')
    expect(Number(decodeJwt(out).exp)).toBeLessThan(Date.now() / 1000 - 590)
  })

  // RFC 7519 4.1.4 to 4.1.6: exp alone makes it expired; a verifier must not find iat or nbf wrong too.
  it.each([
    ['-10', 10],
    ['0', 0],
  ])('with --lifetime %s moves iat and nbf back too', async (lifetime, ago) => {
    const { out } = await command('mint', '--lifetime', lifetime)
    const { iat = 0, nbf, exp = 0 } = decodeJwt(out)
    expect([nbf, exp - iat]).toEqual([iat, 600])
    const now = Date.now() / 1000
    expect(exp).toBeLessThanOrEqual(now - ago)
    expect(exp).toBeGreaterThan(now - ago - 60)
  })

  it.each([
    [['--claim', 'x'], '--claim "x" must be name=text or name:=JSON'],
    [['--claim', 'exp:=soon'], '--claim exp: soon is not valid JSON; use = for text'],
    [['--claim', 'role=a', 'role=b'], '--claim role is given twice; for a list use role:=["a","b"]'],
    [['--header', 'typ=JWT', '--header', 'typ=at+jwt'], '--header typ is given twice'],
    [['--lifetime', 'long'], '--lifetime must be a number of seconds, not "long"'],
    [['--bearer', '--method', 'POST'], '--method has no effect on a Bearer token: it applies to a DPoP proof'],
    [['--nonce', 'n'], '--nonce applies to a DPoP proof: add --url'],
    [['--broken', 'server-error'], 'acts on the token answer, not on the access token'],
    [['--sts', 'tset'], '/sts is "tset": use'],
    [['--issuer', 'helseid-mock:8080/test'], '/issuer must be an http or https URL such as'],
    [['--broken-proof', 'without-hut', '--url', 'http://x.example'], 'did you mean "without-htu"?'],
    [['--twin', 'localhost'], '--twin must be a URL such as http://localhost:8080, not "localhost"'],
    [['--twin', 'http://127.0.0.1:9'], 'cannot reach http://127.0.0.1:9: is the twin running?'],
  ])('%j is wrong usage', async (args, message) => {
    expect(await command('mint', ...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) })
  })
})

describe('clients', () => {
  const registration = { clientId: 'new', jwks: { keys: [] }, scopes: ['nhn:msh/api'], sts: 'qa' }

  it('lists, adds, shows and removes clients', async () => {
    expect((await command('clients')).out).toMatch(
      new RegExp(`^${demoClient.clientId} +${stsNames} +.*${demoClient.scopes[0]}`),
    )
    expect(await command('clients', 'add', JSON.stringify(registration))).toEqual({
      exitCode: 0,
      out: 'new: registered',
      err: 'note: client new: it has no key, so none of its requests can be verified',
    })
    expect(JSON.parse((await command('clients', 'list', '--json')).out)).toEqual([
      expect.objectContaining({ clientId: demoClient.clientId, sts: stsNames }),
      { ...registration, sts: ['qa'] },
    ])
    expect(JSON.parse((await command('clients', 'show', 'new')).out)).toEqual({ ...registration, sts: ['qa'] })
    expect((await command('clients', 'remove', 'new')).out).toBe('new: removed')
    expect((await command('clients')).out).not.toContain('new')
  })

  it('marks drafts that no one has confirmed, and disabled clients', async () => {
    const draft = { redirectUri: 'http://localhost:5000/done' }
    await sts.registerClient({ ...registration, enabled: false, draft })
    await sts.registerClient({
      ...registration,
      clientId: 'declined',
      enabled: false,
      draft: { ...draft, decision: 'declined' },
    })
    await sts.registerClient({ ...registration, clientId: 'confirmed', draft: { ...draft, decision: 'confirmed' } })
    await sts.registerClient({ ...registration, clientId: 'off', enabled: false })
    await sts.registerClient({ ...registration, clientId: 'on' })
    const lines = (await command('clients')).out.split('\n')
    const endOf = (id: string) => lines.find((line) => line.startsWith(`${id} `))?.split('nhn:msh/api')[1]
    expect(['new', 'declined', 'confirmed', 'off', 'on'].map(endOf)).toEqual([
      '  (draft, not confirmed)',
      '  (draft, declined)',
      '',
      '  (disabled)',
      '',
    ])
  })

  it('adds several clients from a file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'clients.json')
    writeFileSync(file, JSON.stringify([registration, { ...registration, clientId: 'newer' }]))
    expect((await command('clients', 'add', file)).out).toBe('new: registered\nnewer: registered')
  })

  it('a removed client of the configuration comes back on reset', async () => {
    await command('clients', 'remove', demoClient.clientId)
    expect((await command('clients')).out).toBe('no clients are registered')
    await sts.reset()
    expect((await command('clients')).out).toContain(demoClient.clientId)
  })

  it('does not print client secrets', async () => {
    const old = { clientId: 'old', scopes: [], legacyAuth: true, clientSecret: 'hush-hush' }
    await command('clients', 'add', JSON.stringify(old))
    expect((await command('clients', 'list', '--json')).out).not.toContain('hush')
    expect((await command('clients', 'show', 'old')).out).not.toContain('hush')
  })

  it.each([
    [['clients', 'lsit'], '; did you mean "list"?'],
    [['clients', 'list', 'new'], 'clients list takes no "new": print one client with clients show'],
    [['clients', 'remove', 'new', '--json'], '--json has no effect on clients remove: it applies to clients list'],
    [['clients', 'surf'], 'clients: unknown action "surf": use list, show, add, remove'],
    [['clients', 'add'], 'clients add needs a registration'],
    [['clients', 'remove'], 'clients remove needs a client id'],
    [['clients', 'add', 'no-such-file.json'], 'clients add: file not found: no-such-file.json'],
    [['clients', 'add', '{"clientId":'], 'clients add is not valid JSON'],
    [['clients', 'add', '{"clientId":"x"}'], 'lacks the member "scopes"'],
    [['clients', 'remove', 'no-such'], 'The client no-such is not registered with any STS of this twin.'],
  ])('%j is wrong usage', async (args, message) => {
    expect(await command(...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) })
  })
})

describe('clients add', () => {
  const key = keyRing.ec384
  const jwk = publicJwk(key)
  const client = { clientId: 'new', scopes: ['nhn:msh/api'] }
  const keyed = { ...client, jwks: { keys: [jwk] } }
  const privatePem = '-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n'
  const advice = 'write {"clientId": …, "scopes": […], "jwks": {"keys": [its public half]}}'

  it.each([
    [jwk, `clients add: this is a key, not a client: ${advice}`],
    [{ keys: [jwk] }, 'clients add: this is a JWKS, not a client: write {"clientId": …'],
    [[{ ...client, jwks: { keys: [jwk] } }, jwk], 'clients add: /1: this is a key, not a client'],
    [key, `clients add: this is a private key (members d), and nothing was sent: ${advice}`],
    [{ keys: [key] }, 'clients add: /keys/0 is a private key (members d), and nothing was sent'],
    [{ kid: 'a', privateJwk: key }, 'clients add: /privateJwk is a private key (members d), and nothing was sent'],
    [{ ...client, jwks: key }, 'clients add: /jwks is a private key (members d), and nothing was sent'],
    [{ ...client, jwks: [key] }, 'clients add: /jwks/0 is a private key (members d), and nothing was sent'],
    [
      { ...client, jwks: { keys: [{ kty: 'oct', k: 'hush' }] } },
      'clients add: /jwks/keys/0 is a shared secret (kty oct), which has no public half, and nothing was sent: a client signs',
    ],
    [
      { ...client, certificates: [privatePem] },
      'clients add: /certificates/0 contains a private key, and nothing was sent',
    ],
    [{ ...client, jwks: privatePem }, 'clients add: /jwks contains a private key, and nothing was sent'],
    [{ ...client, jwks: { keys: [jwk, key] } }, 'clients add: /jwks/keys/1 is a private key (members d), and nothing'],
    [{ ...client, privateJwk: JSON.stringify(key) }, 'clients add: /privateJwk contains a private key, and nothing'],
    [
      { ...client, jwks: { keys: [JSON.stringify(key)] } },
      'clients add: /jwks/keys/0 contains a private key, and nothing',
    ],
    [
      { ...client, rsaPrivateKey: '<RSAKeyValue><Modulus>AQAB</Modulus><D>AQAB</D></RSAKeyValue>' },
      'clients add: /rsaPrivateKey contains a private key, and nothing was sent',
    ],
    [
      [keyed, { clientId: 'other', scopes: 'nhn:msh/api' }],
      'clients add: nothing was sent: /1/scopes must be a list, not "nhn:msh/api"',
    ],
    [{ clients: [keyed, { clientId: 'other' }] }, 'clients add: nothing was sent: /clients/1: '],
  ])('refuses a key, and sends nothing (%#)', async (given, message) => {
    const sent = vi.spyOn(globalThis, 'fetch')
    const { exitCode, err } = await command('clients', 'add', JSON.stringify(given))
    expect([exitCode, err]).toEqual([2, expect.stringContaining(message)])
    expect(err).not.toContain(key.d)
    expect(sent).not.toHaveBeenCalled()
  })
})

it('clients add takes the clients of a configuration', async () => {
  const registration = { scopes: ['nhn:msh/api'], jwks: { keys: [publicJwk(keyRing.ec384)] } }
  const clients = ['from-config-1', 'from-config-2'].map((clientId) => ({ clientId, ...registration }))
  const { exitCode, out } = await command('clients', 'add', JSON.stringify({ port: 1, clients }))
  expect([exitCode, out]).toEqual([0, 'from-config-1: registered\nfrom-config-2: registered'])
})

describe('a twin that requires its control token', () => {
  const token = 'let-me-in-please'
  afterEach(() => vi.unstubAllEnvs())

  const calls: readonly string[][] = [
    ['clients'],
    ['mint'],
    ['scenarios', 'in-use'],
    ['explain', 'grant_type=client_credentials&client_id=c&client_assertion=x'],
  ]

  it.each(calls)('leads to a hint which variable or flag to set: %s', async (...args) => {
    await using guarded = await startMockSts({ port: 0, controlToken: token })
    const at = ['--twin', guarded.origin]
    const { exitCode, err } = await command(...args, ...at)
    expect([exitCode, err]).toEqual([
      2,
      `helseid-mock: ${guarded.origin} answered 401, because it requires its control token: set HELSEID_MOCK_CONTROL_TOKEN, or give a file that contains the token with --control-token-file (HELSEID_MOCK_CONTROL_TOKEN_FILE)`,
    ])
  })

  it('gets the token of a flag, a variable or a file', async () => {
    await using guarded = await startMockSts({ port: 0, controlToken: token })
    const at = ['clients', '--twin', guarded.origin]
    const path = join(mkdtempSync(join(tmpdir(), 'helseid-mock-')), 'token')
    writeFileSync(path, token)
    expect((await command(...at, '--control-token', token)).exitCode).toBe(0)
    expect((await command(...at, '--control-token-file', path)).exitCode).toBe(0)
    vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN', token)
    expect((await command(...at)).exitCode).toBe(0)
  })

  it('gets the token of check api, too', async () => {
    const api = ['--url', 'http://localhost:9/', '--audience', 'nhn:msh', '--scope', 'nhn:msh/api']
    const { err } = await command('check', 'api', ...api, '--control-token-file', './no-such-file')
    expect(err).toMatch(/--control-token-file: cannot read \.\/no-such-file/)
  })

  it('says where a wrong token came from, without showing it', async () => {
    await using guarded = await startMockSts({ port: 0, controlToken: token })
    vi.stubEnv('HELSEID_MOCK_CONTROL_TOKEN', 'another-token-than-its-own')
    expect((await command('clients', '--twin', guarded.origin)).err).toBe(
      `helseid-mock: ${guarded.origin} answered 401: the token of HELSEID_MOCK_CONTROL_TOKEN is not its control token`,
    )
  })
})

describe('scenarios', () => {
  const status = async () => (await fetch(`${sts.issuer('test')}/.well-known/openid-configuration`)).status

  it('activates a scenario until it is cleared', async () => {
    expect(await command('scenarios', 'use', 'metadata-down')).toEqual({ exitCode: 0, out: 'metadata-down', err: '' })
    expect(await status()).toBe(503)
    expect((await command('scenarios', 'clear')).out).toBe('no active scenarios')
    expect(await status()).toBe(200)
  })

  it('stops only the scenarios that clear names, and none if one of them is not active', async () => {
    await command('scenarios', 'use', 'metadata-down')
    await command('scenarios', 'use', 'server-error', '--client-id', 'c')
    await command('scenarios', 'use', '-', 'bad-gateway', '--sts', 'qa')
    const refused = await command('scenarios', 'clear', 'bad-gateway', 'jwks-html')
    expect([refused.exitCode, refused.err]).toEqual([
      2,
      expect.stringContaining('jwks-html is not active: - bad-gateway'),
    ])
    expect((await command('scenarios', 'clear', 'bad-gateway', 'server-error')).out).toBe('metadata-down')
    expect(await status()).toBe(503)
    expect(JSON.parse((await command('scenarios', 'in-use', '--json')).out)).toMatchObject([
      { sequence: ['metadata-down'] },
    ])
  })

  it('notes that no client has the given id yet, also in the log', async () => {
    expect((await command('scenarios', 'use', 'server-error', '--client-id', 'typo')).out).toBe(
      'server-error  (client typo)\nnote: no client is called "typo" yet: the scenario acts when such a client sends a request',
    )
    await sts.registerClient(registration)
    expect((await command('scenarios', 'use', 'server-error', '--client-id', registration.clientId)).out).not.toContain(
      'note:',
    )
  })

  it.each([
    ['metadata-down', ['metadata-down']],
    ['jwks-html', ['jwks-html']],
    ['key-rotated', []],
    ['server-error', []],
  ])('notes whether %s can act for one client only', async (name, noted) => {
    await sts.registerClient(registration)
    const { out } = await command('scenarios', 'use', name, '--client-id', registration.clientId)
    expect(out.split('\n').slice(1)).toEqual(
      noted.map(
        (scenario) =>
          `note: ${scenario}: no request for metadata or the JWKS names its client, so the scenario never acts for "${registration.clientId}" only`,
      ),
    )
  })

  it.each([
    ['by default', undefined, 1],
    ['none', 'none', 1],
    ['multi-tenant', 'multi-tenant', 0],
  ] as const)('notes that delegation-withdrawn needs an organisation: tenancy %s (%#)', async (_, tenancy, notes) => {
    const { clientId, jwks, scopes } = registration
    await sts.registerClient({ clientId, jwks, scopes, ...(tenancy && { tenancy }) })
    const use = ['scenarios', 'use', 'delegation-withdrawn', '--client-id', clientId]
    const lines = (await command(...use)).out.split('\n').slice(1)
    expect(lines).toEqual(
      Array(notes).fill(
        `note: delegation-withdrawn: the scenario acts only on requests that name an organisation, and those of "${clientId}" name none, because its tenancy is none`,
      ),
    )
  })

  it('says how to undo key-rotated', async () => {
    expect((await command('scenarios', 'key-rotated')).out).toMatch(/^ {2}way back +Clear the scenario first/m)
    expect((await command('scenarios', 'server-error')).out).not.toContain('way back')
  })

  it('activates scenarios in turn, limited by client, STS, count and parameter', async () => {
    const turns = ['server-error', '-', 'service-unavailable']
    const limits = ['--client-id', 'c', '--sts', 'qa', '--times', '2']
    await command('scenarios', 'use', ...turns, ...limits)
    await command('scenarios', 'use', 'slow-answer', '--parameter', 'seconds=0.5')
    expect((await command('scenarios', 'in-use')).out).toBe(
      'slow-answer  (seconds=0.5)\nserver-error - service-unavailable  (client c, STS qa, 2 times)',
    )
  })

  it('prints the parameters of each step of a sequence as the request header takes them', async () => {
    await sts.use(['slow-answer', null, 'server-error'], { stepParameters: [{ seconds: 2 }] })
    expect((await command('scenarios', 'in-use')).out).toBe('slow-answer;seconds=2 - server-error')
  })

  it.each([
    [['use'], 'scenarios use needs a scenario'],
    [['use', 'no-such'], 'unknown scenario "no-such"'],
    [['use', 'delegation-withdrawed'], '; did you mean "delegation-withdrawn"?'],
    [['use', 'server-error', '--times', 'x'], '--times must be a whole number from 1, not "x"'],
    [['use', 'server-error', '--times', '0'], '--times must be a whole number from 1, not "0"'],
    [['use', 'slow-answer', '--parameter', 'seconds=-5'], '--parameter seconds must not be negative, not "-5"'],
    [
      ['use', 'slow-answer', '--parameter', 'seconds=x'],
      '--parameter seconds must be a number such as 5 or 0.5, not "x"',
    ],
    [['use', 'slow-answer', '--parameter', 'seconds=1', 'seconds=2'], '--parameter seconds is given twice'],
    [
      ['use', 'slow-answer', '--parameter', 'seconds'],
      '--parameter must be name=number, such as seconds=5, not "seconds"',
    ],
    [['use', 'server-error', '--json'], '--json has no effect on scenarios use: give it to scenarios in-use'],
    [
      ['clear', 'server-eror'],
      'unknown scenario "server-eror" (list them with `helseid-mock scenarios`); did you mean "server-error"?',
    ],
    [['clear', 'server-error'], 'scenarios clear: server-error is not active: no active scenarios'],
    [['clear', '--client-id', 'c'], '--client-id has no effect on scenarios clear: it applies to scenarios use'],
    [['in-use', 'server-error'], 'scenarios in-use takes no "server-error": it lists all active scenarios'],
    [['in-use', '--times', '2'], '--times has no effect on scenarios in-use: it applies to scenarios use'],
    [['server-error', '--times', '2'], '--times has no effect on the list of scenarios: it applies to scenarios use'],
    [['server-error', '--find', 'x'], '--find has no effect on scenarios server-error: it searches the list'],
    [['in-use', '--find', 'x'], '--find has no effect on scenarios in-use: it searches the list'],
    [['cler'], 'unknown scenario or action "cler"; did you mean "clear"?'],
    [['server-error', 'bad-gateway'], 'to activate scenarios: helseid-mock scenarios use server-error bad-gateway'],
  ])('%j is wrong usage', async (args, message) => {
    expect(await command('scenarios', ...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(message) })
  })

  it('prints a scenario in full without a twin, including what is unknown', async () => {
    const { out } = await command('scenarios', 'api-ehsec-110002')
    expect(out).toMatch(
      /^api-ehsec-110002 \(applies to: api answer\)\n {2}client gets {2}401 EHSEC-110002 .*\n {2}group {8}API: .*\n {2}visible in {3}api answer\n {2}cause /,
    )
    expect(out).toMatch(/unknown {6}A third party reports status, code and message/)
  })

  it('lists all scenarios without a twin, grouped, each with what the client gets and, below, where and when', async () => {
    const { out } = await command('scenarios')
    const sections = out.split('\n\n').map((section) => section.split('\n'))
    expect(sections.map(([heading]) => heading)).toEqual([...areas.keys()])
    expect(sections.flatMap(([, ...lines]) => lines.map((line) => line.trim().split(/ {2,}/)))).toEqual(
      scenarios.flatMap(({ name, gets, shows, happens }) => [[name, gets], [`${shows}: ${happens}`]]),
    )
    const { out: json } = await command('scenarios', 'jwks-slow', '--json')
    expect(JSON.parse(json)).toMatchObject([
      {
        group: expect.stringMatching(/^keys and metadata: /),
        gets: '200 with the usual JWKS, 5 seconds late',
        shows: 'jwks',
        at: 'jwks',
      },
    ])
  })

  it('--find lists the scenarios that contain each word, also in what the client gets', async () => {
    const found = async (words: string) =>
      JSON.parse((await command('scenarios', '--json', '--find', words)).out).map(({ name }: { name: string }) => name)
    expect(await found('400 Invalid_Grant')).toEqual(['invalid-grant'])
    expect(await found('retry-after: 429 with')).toEqual(['too-many-requests', 'api-too-many-requests'])
    expect((await command('scenarios', '--find', 'dpop nbf')).err).toContain('no scenario contains "dpop nbf"')
    expect((await command('scenarios', '--find', 'invalid_grant')).out).toMatch(
      /^token endpoint\n {2}invalid-grant {2}400 invalid_grant\n {17}refusal: .*$/,
    )
  })
})

it('--twin with the URL of a session affects that session only', async () => {
  await using session = await sts.createSession()
  await command('scenarios', 'use', 'server-error', '--twin', session.issuer('test'))
  const inUse = async (twin: string) => (await command('scenarios', 'in-use', '--twin', twin)).out
  expect([await inUse(sts.origin), await inUse(session.origin)]).toEqual(['no active scenarios', 'server-error'])
  const { out } = await command('mint', '--twin', session.origin)
  expect(decodeJwt(out).iss).toBe(session.issuer('test'))
})
