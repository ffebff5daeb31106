/** Issued, minted and test-token service tokens have the same members, in the same order of the JSON text. */
import { type ApiRegistration, type ClientRegistration, createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { pair } from '../../client/pair.ts'

const audience = 'nhn:msh'
const scope = 'nhn:msh/api'
const herid = 'nhn:msh/client/claims/herid'

interface Setup {
  readonly client?: Partial<ClientRegistration>
  readonly api?: Partial<ApiRegistration>
  readonly organization?: { readonly parent?: string; readonly child?: string; readonly sfmJournalId?: string }
}

function setUp({ client = {}, api = {}, organization }: Setup) {
  return pair({
    client: { scopes: [scope], ...(organization && { organization }) },
    registration: { scopes: [scope], ...client },
    twin: { apis: [{ audience, ...api }] },
  })
}

async function issued({ client }: ReturnType<typeof setUp>): Promise<string> {
  return (await client.getToken()).accessToken
}

async function fromTtt(twin: ReturnType<typeof createHelseIdMock>, body: object): Promise<string> {
  const url = 'https://helseid-ttt.test.nhn.no/v2/create-test-token-with-key'
  const text = JSON.stringify({ audience, ...body })
  const answer = await twin.handle(new Request(url, { method: 'POST', headers: { 'X-Auth-Key': 'any' }, body: text }))
  const { successResponse } = (await answer.json()) as { successResponse: { accessTokenJwt: string } }
  return successResponse.accessTokenJwt
}

/** The member names of header and claims in order, including nested ones. */
function namesIn(token: string): { header: string[]; claims: string[] } {
  const [header = '', claims = ''] = token.split('.')
  const names = (part: string) =>
    [
      ...Buffer.from(part, 'base64url')
        .toString('utf8')
        .matchAll(/"([^"]+)":/g),
    ].map(([, name]) => String(name))
  return { header: names(header), claims: names(claims) }
}

const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))

describe('the order of members in the text', () => {
  // The token that navikt/helseid-nav-test recorded from the test STS (helseid.md 5).
  const recorded = {
    header: ['alg', 'kid', 'x5t', 'typ'],
    claims: [
      'iss',
      'nbf',
      'iat',
      'exp',
      'aud',
      'cnf',
      'jkt',
      'scope',
      'client_id',
      'client_amr',
      'helseid://claims/client/claims/orgnr_parent',
      'helseid://claims/client/amr',
      'nhn:msh/client/claims/herid',
      'helseid://claims/client/client_name',
      'jti',
    ],
  }
  const clientClaimNames = recorded.claims.filter((name) => name.includes('client'))
  const setup: Setup = {
    client: {
      name: 'An organisation - a system',
      tenancy: 'single-tenant',
      parent: '889640782',
      audienceSpecificClientClaims: [{ key: herid, value: '8142519' }],
    },
    api: { claims: clientClaimNames },
  }

  it('an issued token has the order of the recorded token', async () => {
    expect(namesIn(await issued(setUp(setup)))).toEqual(recorded)
  })

  it('a minted token has the order of the recorded token', async () => {
    const { twin } = setUp(setup)
    const { accessToken } = await twin.mint({ clientId: 'c', audience, scopes: [scope] })
    expect(namesIn(accessToken)).toEqual(recorded)
  })

  it('a minted token has this order, whatever the order of the given claims', async () => {
    const claims = { [herid]: '8142519', 'helseid://claims/client/claims/orgnr_parent': '889640782' }
    const { accessToken } = await setUp({ api: { claims: clientClaimNames } }).twin.mint({
      audience,
      scopes: [scope],
      claims,
    })
    expect(namesIn(accessToken)).toEqual(recorded)
  })

  it('a token of the test-token service has the order of the recorded token', async () => {
    const token = await fromTtt(setUp(setup).twin, {
      apiSpecificClaims: [{ type: herid, value: '8142519' }],
      clientClaimsParameters: { scope: [scope] },
      createDPoPTokenWithDPoPProof: true,
      dPoPProofParameters: { htuClaimValue: 'https://api.example', htmClaimValue: 'GET' },
    })
    expect(namesIn(token)).toEqual(recorded)
  })

  // Decoded user tokens in the tests of NHN's HelseID.Library (January 2025) and of FHI's Fhi.HelseId (February 2025).
  const library =
    'client_amr helseid://claims/client/claims/orgnr_parent sub auth_time idp helseid://claims/identity/pid helseid://claims/identity/security_level helseid://claims/identity/assurance_level helseid://claims/hpr/hpr_number name helseid://claims/identity/network helseid://claims/client/client_name helseid://claims/client/client_tenancy sid jti'
  const fhi =
    'iss nbf iat exp aud cnf jkt scope amr client_id client_amr sub auth_time idp helseid://claims/identity/pid helseid://claims/identity/security_level name given_name middle_name family_name sid jti'

  it.each([
    ['HelseID.Library', library],
    ['Fhi.HelseId', fhi],
  ])('the user claims of a minted token are in the order of the token recorded by %s', async (_, text) => {
    const names = text.split(' ')
    const given = Object.fromEntries(names.filter((name) => name !== 'jkt').map((name) => [name, 'x']))
    const claims = Object.fromEntries(Object.entries({ ...given, cnf: { jkt: 'x' } }).reverse())
    const { accessToken } = await createHelseIdMock().mint({ claims })
    expect(namesIn(accessToken).claims.filter((name) => names.includes(name))).toEqual(names)
  })

  it('the user claims of the test-token service have the same place', async () => {
    const names = namesIn(
      await fromTtt(createHelseIdMock(), { userClaimsParametersGeneration: 1, setSubject: true }),
    ).claims
    const user = names.slice(names.indexOf('sub'), names.indexOf('helseid://claims/client/client_name'))
    expect(user).toEqual([
      'sub',
      'idp',
      'helseid://claims/identity/pid',
      'helseid://claims/identity/security_level',
      'helseid://claims/identity/assurance_level',
      'name',
      'given_name',
      'family_name',
      'helseid://claims/identity/network',
    ])
    expect(names.indexOf('amr')).toBe(names.indexOf('client_id') - 1)
  })
})

describe('a minted token has the client claims of an issued token', () => {
  it.each<[string, Setup]>([
    ['without organisation', {}],
    [
      'single-tenant, with a unit, an SFM journal and claims defined by its API',
      {
        client: {
          name: 'A system',
          tenancy: 'single-tenant',
          parent: '889640782',
          children: ['983658725'],
          sfmId: 'journal',
          audienceSpecificClientClaims: [
            { key: herid, value: '8142519' },
            { key: 'nhn:other/client/claims/herid', value: '1' },
          ],
        },
        organization: { child: '983658725' },
      },
    ],
    [
      'multi-tenant, for an organisation and its unit',
      {
        client: { tenancy: 'multi-tenant', supplier: '994598759' },
        organization: { parent: '889640782', child: '983658725' },
      },
    ],
    [
      'for an API with selected claims, its own claims, a short lifetime and typ JWT',
      {
        client: { tenancy: 'single-tenant', parent: '889640782' },
        api: {
          claims: ['helseid://claims/client/client_tenancy'],
          extraClaims: { 'nhn:msh/level': 3 },
          tokenLifetime: 60,
          tokenTyp: 'JWT',
        },
      },
    ],
  ])('%s', async (_, setup) => {
    const both = setUp(setup)
    const { organization } = setup
    const first = await issued(both)
    const { accessToken } = await both.twin.mint({
      clientId: 'c',
      audience,
      scopes: [scope],
      ...(organization && { organization }),
    })
    const { jti, cnf, ...claims } = claimsIn(first)
    expect(claimsIn(accessToken)).toEqual({
      ...claims,
      jti: expect.stringMatching(/^[0-9A-F]{32}$/),
      cnf: { jkt: expect.any(String) },
    })
    expect(accessToken.split('.')[0]).toBe(first.split('.')[0])
    expect(namesIn(accessToken)).toEqual(namesIn(first))
  })
})
