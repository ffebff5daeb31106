/** The pacts against a second STS: exactly its deviations are reported, down to the field. */
import { stripVTControlCharacters } from 'node:util'
import { type DriftOptions, type DriftRow, findDrift, isLoopback, type StsClient } from 'helseid-contract/drift'
import { type PactInteraction, pacts } from 'helseid-contract/pact'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, startMockSts } from 'helseid-mock'
import { describe, expect, it, vi } from 'vitest'
import { type StsState, stsStates } from '../../contract/pact/sts-states.ts'
import { run } from '../../mock-sts/cli/run.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { type Deviation, startDeviatingSts } from './deviating-sts.ts'

const client = { clientId: 'c', key: keyRing.ec as Jwk, scope: 'nhn:journal/read' } as const

async function drift(options: Partial<DriftOptions> & { issuer: string }): Promise<DriftRow[]> {
  const rows: DriftRow[] = []
  for await (const row of findDrift({ client, ...options })) rows.push(row)
  return rows
}

const reached = (rows: readonly DriftRow[]) => rows.filter(({ outcome }) => outcome !== 'not reached')
const deviating = (rows: readonly DriftRow[]) =>
  reached(rows)
    .filter(({ outcome }) => outcome !== 'same')
    .map(({ interaction, outcome, differences }) => [interaction, outcome, ...differences.map(({ at }) => at)])

const statesOf = ({ providerStates = [] }: PactInteraction) => providerStates.map(({ name }) => stsStates[name])
/** The interactions that a client with one scope and no organisation reaches, those with the fewest provider states first. */
const plain = pacts.sts.interactions
  .filter((interaction) => statesOf(interaction).every(isPlain))
  .toSorted((one, other) => statesOf(one).length - statesOf(other).length)

/** A state that is not of the token service is a scenario, which only a twin has. */
function isPlain(state: StsState | undefined): boolean {
  if (state === undefined || state.twinOnly !== undefined || state.tenancy !== undefined) return false
  return (state.needs ?? []).every((right) => right === 'scope')
}

/** The page of the developer portal on client assertions. */
const portalPage =
  'https://utviklerportal.nhn.no/informasjonstjenester/helseid/bruksmoenstre-og-eksempelkode/bruk-av-helseid/docs/tekniske-mekanismer/bruk_av_client_assertion_enmd'

type Which = (interaction: PactInteraction) => boolean
const bodyOf = ({ response }: PactInteraction) => (response.body?.content ?? {}) as Readonly<Record<string, unknown>>
const token: Which = (interaction) => 'access_token' in bodyOf(interaction)
const error =
  (code: string): Which =>
  (interaction) =>
    bodyOf(interaction).error === code
/** The only identity scope of the second STS. */
const personal: Which = ({ request }) => new URLSearchParams(String(request.body?.content)).get('scope') === 'openid'
const only =
  (name: string): Which =>
  ({ description }) =>
    description === name

describe('a second STS', () => {
  it('matches the contract without deviations, in every interaction that its client reaches', async () => {
    await using sts = await startDeviatingSts(client)
    const rows = await drift({ issuer: sts.issuer })
    expect(deviating(rows), 'test/pact/deviating-sts.ts must match what a plain client reaches').toEqual([])
    expect(reached(rows).map(({ interaction }) => interaction)).toEqual(plain.map(({ description }) => description))
  })

  it.each<[Deviation, Which, ...string[]]>([
    ['issuer with a slash', only('a request for the metadata'), '$.issuer'],
    ['another issuer', only('a request for the metadata'), '$.issuer'],
    ['keys on a curve', only('a request for the signing keys'), '$.keys[0].e', '$.keys[0].kty', '$.keys[0].n'],
    ['401 for bad clients', error('invalid_client'), 'status'],
    ['no nonce', error('use_dpop_nonce'), 'status', 'header DPoP-Nonce', '$.error'],
    ['opaque tokens', token, '$.access_token'],
    ['lifetime as text', token, '$.expires_in'],
    ['bearer tokens', token, '$.token_type'],
    ['unknown scopes are ignored', (one) => error('invalid_scope')(one) && !personal(one), 'status', '$.error'],
    ['identity scopes are ignored', personal, 'status', '$.error'],
    ['resources are ignored', error('invalid_target'), 'status', '$.error'],
    ['HTML for bad proofs', error('invalid_dpop_proof'), 'header Content-Type', 'body'],
    ['hangs up on unknown resources', error('invalid_target'), 'answer'],
  ])('%s', async (deviation, deviates, ...at) => {
    await using sts = await startDeviatingSts(client, deviation)
    const expected = plain.filter(deviates).map(({ description, comments }) => {
      return [description, comments?.status === 'confirmed' ? 'differs' : 'learned', ...at]
    })
    expect(expected).not.toEqual([])
    expect(deviating(await drift({ issuer: sts.issuer }))).toEqual(expected)
  })

  it('reports what was expected, what was seen and how well it is known, but never a token', async () => {
    await using sts = await startDeviatingSts(client, 'opaque tokens', '401 for bad clients')
    const rows = await drift({ issuer: sts.issuer })
    expect(rows.find(({ rule }) => rule === 'signature-verifies')).toEqual({
      interaction: 'a token request signed by a key that is not registered',
      outcome: 'learned',
      status: 'likely',
      rule: 'signature-verifies',
      source: `UP:bruk_av_client_assertion; Microsoft.IdentityModel ${portalPage}`,
      differences: [{ at: 'status', expected: '400', seen: '401' }],
      answered: '401 invalid_client',
    })
    expect(JSON.stringify(rows)).toContain('a string of 12 characters')
    expect(JSON.stringify(rows)).not.toContain('secret-token')
  })

  it('sends the client’s own scope, and fetches a nonce only once', async () => {
    await using sts = await startDeviatingSts(client)
    await drift({ issuer: sts.issuer })
    expect(sts.received).toHaveLength(plain.length)
    expect(sts.received).toContain('/connect/token nhn:journal/read')
  })
})

describe('the twin', () => {
  it.each<[string, object, Partial<StsClient>, string[]]>([
    [
      'multi-tenant',
      { tenancy: 'multi-tenant', supplier: '889640782' },
      {
        tenancy: 'multi-tenant',
        parent: '994598759',
        child: '983658725',
        journalId: '4b8b8a5e-6f5a-4d0c-9a43-3d6a0b1f2c7d',
      },
      [
        'a token request by a multi-tenant client with the structure of a single-tenant client',
        'a token request for another organisation and its SFM journal',
        'a token request for another organisation and its unit',
      ],
    ],
    [
      'single-tenant',
      { tenancy: 'single-tenant', parent: '994598759', children: ['983658725'] },
      { tenancy: 'single-tenant', child: '983658725' },
      ['a token request for one of the client’s own units', 'a token request for a unit that is not the client’s'],
    ],
    [
      'of two APIs',
      { scopes: ['nhn:journal/read', 'nhn:other/read'] },
      { otherApiScope: 'nhn:other/read', ungrantedScope: 'nhn:closed/read' },
      [
        'a token request for a scope that is not granted to the client',
        'a token request for scopes of two APIs and one of them as resource',
      ],
    ],
  ])('does not drift from itself with a client %s, in process', async (_, registration, rights, further) => {
    const jwks = { keys: [publicJwk(client.key)] }
    const clients = [{ clientId: 'c', jwks, scopes: [client.scope], ...registration }]
    const twin = createHelseIdMock({ clients, apis: [{ audience: 'nhn:closed', scopes: ['nhn:closed/read'] }] })
    const rows = await drift({
      issuer: twin.issuer('test'),
      client: { ...client, ...rights } as StsClient,
      yes: true,
      pace: 0,
      fetch: async (input, init) => twin.handle(new Request(input, init)),
    })
    expect(deviating(rows)).toEqual([])
    expect(reached(rows).map(({ interaction }) => interaction)).toEqual(expect.arrayContaining(further))
  })
})

describe('findDrift', () => {
  it('sends requests only to this machine, unless yes is set', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>()
    await expect(drift({ issuer: 'https://helseid-sts.test.nhn.no', fetch })).rejects.toThrow(/set yes/)
    expect(fetch).not.toHaveBeenCalled()
  })

  it.each([
    'https://127.0.0.1.example/test',
    'https://localhost.example',
    'http://[::ffff:127.0.0.1]/test',
    'http://0.0.0.0:1/test',
    'https://name-of-this-machine/test',
  ])('does not consider %s to be on this machine', (issuer) => expect(isLoopback(issuer)).toBe(false))

  it.each(['http://LOCALHOST:1/test', 'https://sts.localhost', 'http://127.0.1.1', 'http://[::1]:1/test'])(
    'considers %s to be on this machine',
    (issuer) => expect(isLoopback(issuer)).toBe(true),
  )

  it.each(['http://u:secret@localhost/test', 'http://localhost/test?a=secret', 'http://localhost/', 'file:///secret'])(
    'rejects %s as an issuer, without repeating it',
    async (issuer) => {
      const { message } = await drift({ issuer }).then(
        () => expect.unreachable(),
        (error: Error) => error,
      )
      expect(message).toMatch(/^an issuer is/)
    },
  )

  it('follows neither redirects nor metadata to another server', async () => {
    const origins: string[] = []
    const fetch: typeof globalThis.fetch = async (url, init) => {
      origins.push(new URL(String(url)).origin)
      expect(init?.redirect).toBe('manual')
      return Response.redirect('https://elsewhere.example/connect/token', 307)
    }
    const rows = await drift({ issuer: 'http://localhost:1', fetch })
    expect(new Set(origins)).toEqual(new Set(['http://localhost:1']))
    expect(new Set(reached(rows).map(({ answered }) => answered))).toEqual(new Set(['307']))
  })

  it('waits a second between two requests to another machine, but not before the first', async () => {
    const waited: number[] = []
    const fetch = async () => new Response('{}')
    const wait = async (milliseconds: number) => void waited.push(milliseconds)
    const rows = await drift({ issuer: 'https://sts.example', yes: true, fetch, wait })
    expect(waited).toEqual(Array(reached(rows).length - 1).fill(1000))
  })

  it('throws for a key that cannot sign', async () => {
    await using sts = await startDeviatingSts(client)
    const { d: _d, ...key } = client.key
    await expect(drift({ issuer: sts.issuer, client: { ...client, key } })).rejects.toThrow(/key/i)
  })

  it('throws if the issuer never responds', async () => {
    await expect(drift({ issuer: 'http://127.0.0.1:9' })).rejects.toThrow('fetch failed')
  })
})

describe('helseid-mock check sts', () => {
  async function command(...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
    const spies = (['log', 'error'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => undefined))
    const exitCode = await run(['check', 'sts', '--only', 'contract', ...args])
    // Colours do not matter here.
    const plain = (line: unknown) => stripVTControlCharacters(String(line))
    const [out = '', err = ''] = spies.map((spy) => spy.mock.calls.map(([line]) => plain(line)).join('\n'))
    vi.restoreAllMocks()
    return { exitCode, out, err }
  }
  const as = ['--client-id', 'c', '--key', JSON.stringify(client.key)]

  it('exits 0 for the twin, and reports what it could not reach', async () => {
    const registration = { clientId: 'c', jwks: { keys: [publicJwk(client.key)] }, scopes: [client.scope] }
    // Without the control token no session can be opened.
    await using sts = await startMockSts({ port: 0, clients: [registration], controlToken: 'secret-of-the-twin' })
    const { exitCode, out } = await command('--against', sts.issuer('test'), ...as, '--scope', client.scope)
    expect(exitCode).toBe(0)
    expect(out).toMatch(/✓.*a token request for one scope/)
    const unreached = (await drift({ issuer: sts.issuer('test') })).filter(({ outcome }) => outcome === 'not reached')
    expect(unreached).toHaveLength(pacts.sts.interactions.length - plain.length)
    const because = 'Needs a multi-tenant client.'
    expect(out).toContain(`${unreached.filter((row) => row.because === because).length} × ${because}`)
    expect(out).toContain(
      `Check passed, but most of it was not reached: ${plain.length} passed, ${unreached.length} not reached. `,
    )
  })

  it('reaches every interaction of a twin, in sessions', async () => {
    const registration = { clientId: 'c', jwks: { keys: [publicJwk(client.key)] }, scopes: [client.scope] }
    await using sts = await startMockSts({ port: 0, clients: [registration] })
    const { exitCode, out } = await command('--against', sts.issuer('test'), ...as, '--scope', client.scope)
    expect(exitCode).toBe(0)
    expect(out).toContain(`Check passed: ${pacts.sts.interactions.length} passed. `)
    expect(sts.requests.every(({ clientId }) => clientId === 'c')).toBe(true)
  })

  it('identifies a key without kid by its thumbprint', async () => {
    const { kid: _kid, ...key } = client.key
    const registration = {
      clientId: 'c',
      jwks: { keys: [publicJwk(client.key)] },
      scopes: [client.scope],
      profile: 'next',
    } as const
    await using sts = await startMockSts({ port: 0, clients: [registration] })
    const asC = ['--client-id', 'c', '--key', JSON.stringify(key)]
    expect((await command('--against', sts.issuer('test'), ...asC)).exitCode).toBe(0)
    expect(sts.requests.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('exits 0 if it only learns, 1 if a confirmed response differs', async () => {
    await using learning = await startDeviatingSts(client, '401 for bad clients')
    const learned = await command('--against', learning.issuer, ...as, '--json')
    expect(learned.exitCode).toBe(0)
    expect(JSON.parse(learned.out).results).toContainEqual({
      id: 'a-token-request-signed-by-a-key-that-is-not-registered',
      group: 'contract',
      requires: 'a token request signed by a key that is not registered',
      outcome: 'learned',
      findings: [
        {
          where: 'the answer 401 invalid_client: status',
          expected: '400',
          seen: '401',
          fix: expect.stringMatching(
            /^Answer this request with the status 400\. The expectation has only weak evidence/,
          ),
        },
      ],
      source: `signature-verifies, likely, UP:bruk_av_client_assertion; Microsoft.IdentityModel ${portalPage}`,
    })
    await using differing = await startDeviatingSts(client, 'lifetime as text')
    const { exitCode, out } = await command('--against', differing.issuer, ...as, '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(out).results).toContainEqual(
      expect.objectContaining({
        outcome: 'failed',
        findings: [
          {
            where: 'the answer 200: $.expires_in',
            expected: 'an integer',
            seen: '"ten minutes"',
            fix: 'Set the member expires_in of the answer to an integer',
          },
        ],
      }),
    )
  })

  it.each([
    ['Add --yes to continue', '--against', 'https://sts.example', ...as],
    ['--against must be an issuer', '--against', 'http://localhost:1/', ...as],
    ['cannot reach http://127.0.0.1:9: ', '--against', 'http://127.0.0.1:9', ...as],
    [
      '--key: file not found: no-such-file',
      '--against',
      'http://127.0.0.1:9',
      '--client-id',
      'c',
      '--key',
      'no-such-file',
    ],
    [
      '--key is not valid JSON: a value is expected: text in double quotes, a number, true, false, null, a list or an object, at line 1, column 7',
      '--against',
      'http://127.0.0.1:9',
      '--client-id',
      'c',
      '--key',
      '{"d": hunter2}',
    ],
    ['--key must be a private JWK', '--against', 'http://127.0.0.1:9', '--client-id', 'c', '--key', '{"kty":"EC"}'],
    [
      '--tenancy must be single-tenant or multi-tenant, not "some"',
      '--against',
      'http://127.0.0.1:9',
      ...as,
      '--tenancy',
      'some',
    ],
    ['--pace must be a number of milliseconds', '--against', 'http://127.0.0.1:9', ...as, '--pace', 'slow'],
    ["required option '--against <issuer>' not specified", ...as],
  ])('wrong usage is rejected: %s', async (message, ...args) => {
    const { exitCode, err } = await command(...args)
    expect(err).toContain(message)
    expect(exitCode).toBe(2)
  })
})
