/**
 * The test-token service reads what NHN’s own models serialise: TestTokenTool with System.Text.Json’s defaults (PascalCase, enumerations by
 * number, every member), TestTokenDemo with its defaults for the web (camelCase, enumerations by name), and TestTokenProxy with the older
 * names. Source: https://github.com/NorskHelsenett/HelseID.Samples, commit d9048c8.
 */
import { createHelseIdMock } from 'helseid-mock'
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose'
import { afterEach, describe, expect, it } from 'vitest'

let notes: string[] = []
const twin = createHelseIdMock({
  log: ({ fields, message }) => {
    if (fields.event === 'note') notes.push(message)
  },
})
afterEach(() => {
  notes = []
})
const api = 'nhn:test-public-samplecode'
const hello = 'http://localhost/nhn-api/test/hello'

interface Answer {
  readonly status: number
  readonly token: string
  readonly claims: JWTPayload
  readonly proof: string
  readonly errorMessage: string
}

async function post(body: object, path = '/ttt/v2/create-test-token-with-key', more: object = {}): Promise<Answer> {
  const headers = { 'x-auth-key': 'any', ...more }
  const request = new Request(new URL(path, 'http://localhost'), {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  const response = await twin.handle(request)
  const { successResponse, errorResponse } = (await response.json()) as {
    successResponse?: { accessTokenJwt: string; dPoPProof: string | null } | null
    errorResponse?: { errorMessage: string } | null
  }
  const token = successResponse?.accessTokenJwt ?? ''
  const claims = token === '' ? {} : decodeJwt(token)
  const proof = successResponse?.dPoPProof ?? ''
  return { status: response.status, token, claims, proof, errorMessage: errorResponse?.errorMessage ?? '' }
}

/** The members of TestTokenTool’s `TokenRequest` as it serialises them when nothing is set. */
const emptyTool = {
  Audience: api,
  ClientClaimsParametersGeneration: 0,
  UserClaimsParametersGeneration: 0,
  WithoutDefaultClientClaims: false,
  WithoutDefaultUserClaims: false,
  IssuerEnvironment: 0,
  CreateDPoPTokenWithDPoPProof: false,
  CreateTillitsrammeverkClaims: false,
  SignJwtWithInvalidSigningKey: false,
  SetInvalidIssuer: false,
  SetInvalidAudience: false,
  GetPersonFromPersontjenesten: false,
  OnlySetNameForPerson: false,
  GetHprNumberFromHprregisteret: false,
  SetPidPseudonym: false,
  SetSubject: false,
  ExpirationParameters: {
    SetExpirationTimeAsExpired: false,
    ExpirationTimeInSeconds: -2147483648,
    ExpirationTimeInDays: -2147483648,
  },
  HeaderParameters: { Typ: '' },
  ClientClaimsParameters: {
    Scope: [],
    ClientId: '',
    ClientTenancy: false,
    ClientTenancyType: 0,
    AuthenticationMethodsReferences: [],
    CnfJkt: '',
    CnfPublicKey: '',
  },
  UserClaimsParameters: { Pid: '', Name: '', Amr: '' },
  TillitsrammeverkClaimsParameters: {},
  DPoPProofParameters: {
    HtuClaimValue: '',
    HtmClaimValue: '',
    PrivateKeyForProofCreation: '',
    InvalidDPoPProofParameters: 0,
  },
  ApiSpecificClaims: [],
  CreateTokenExchangeClaims: false,
  TokenExchangeParameters: { Issuer: '', ClientId: '', OrgnrParent: '' },
}

const parent = 'helseid://claims/client/claims/orgnr_parent'
const pid = 'helseid://claims/identity/pid'
const tenancy = 'helseid://claims/client/client_tenancy'

describe('TestTokenTool, in PascalCase with every member', () => {
  it.each([
    ['GenerateNone', 0, [undefined, undefined]],
    ['GenerateOnlyDefault', 1, ['994598759', undefined]],
    ['GenerateOnlyFromNonEmptyParameterValues', 2, [undefined, 'mine']],
    ['GenerateDefaultWithClaimsFromNonEmptyParameterValues', 3, ['994598759', 'mine']],
  ])(
    'ClientClaimsParametersGeneration %s decides which claims the client has, by number and by name',
    async (name, number, expected) => {
      for (const mode of [number, name, name.toLowerCase(), String(number)]) {
        const { claims } = await post({
          ...emptyTool,
          ClientClaimsParametersGeneration: mode,
          ClientClaimsParameters: { ...emptyTool.ClientClaimsParameters, SfmJournalId: 'mine' },
        })
        expect([claims[parent], claims['nhn:sfm:journal-id']]).toEqual(expected)
      }
    },
  )

  it.each([
    ['GenerateNone', 0, [undefined, undefined]],
    ['GenerateOnlyDefault', 1, ['05898597468', undefined]],
    ['GenerateOnlyFromNonEmptyParameterValues', 2, [undefined, 'mine']],
    ['GenerateDefaultWithClaimsFromNonEmptyParameterValues', 3, ['05898597468', 'mine']],
  ])(
    'UserClaimsParametersGeneration %s decides which claims the user has, by number and by name',
    async (name, number, expected) => {
      for (const mode of [number, name, name.toUpperCase(), String(number)]) {
        const { claims } = await post({
          ...emptyTool,
          UserClaimsParametersGeneration: mode,
          UserClaimsParameters: { Sid: 'mine' },
        })
        expect([claims[pid], claims.sid]).toEqual(expected)
      }
    },
  )

  it.each([
    ['MultiTenant', 0, 'multi-tenant'],
    ['SingleTenant', 1, 'single-tenant'],
    ['None', 2, 'none'],
  ])('ClientTenancyType %s sets the tenancy, by number and by name', async (name, number, expected) => {
    for (const ClientTenancyType of [number, name, name.toUpperCase(), String(number)]) {
      const { claims } = await post({
        Audience: api,
        ClientClaimsParametersGeneration: 2,
        ClientClaimsParameters: { ClientTenancy: true, ClientTenancyType },
      })
      expect(claims[tenancy]).toBe(expected)
    }
  })

  it('ClientTenancy alone is the first of ClientTenancyType', async () => {
    const { claims } = await post({ audience: api, clientClaimsParameters: { clientTenancy: true } })
    expect(claims[tenancy]).toBe('multi-tenant')
  })

  it.each([0, 1, 2, 'Test', 'IntTest', 'Development', 'DEVELOPMENT', '1'])(
    'IssuerEnvironment %s changes nothing',
    async (environment) => {
      const { claims } = await post({ ...emptyTool, IssuerEnvironment: environment })
      expect(claims.iss).toBe('http://localhost/test')
    },
  )

  it.each([
    ['None', 0, true],
    ['DontSetHtuClaimValue', 1, false],
    ['DontSetHtmClaimValue', 2, false],
    ['SetIatValueInThePast', 3, false],
    ['SetIatValueInTheFuture', 4, false],
    ['DontSetAthClaimValue', 5, false],
    ['DontSetAlgHeader', 6, false],
    ['DontSetJwkHeader', 7, false],
    ['DontSetJtiClaim', 8, false],
    ['SetAlgHeaderToASymmetricAlgorithm', 9, false],
    ['SetPrivateKeyInJwkHeader', 10, false],
    ['SetInvalidTypHeaderValue', 11, false],
    ['SetAnInvalidSignature', 12, false],
    ['SetAnInvalidJktValueInToken', 13, false],
  ])(
    'InvalidDPoPProofParameters %s, by number and by name: the API accepts it: %3$s',
    async (name, number, accepted) => {
      for (const invalid of [number, name, name.toLowerCase()]) {
        const made = await post({
          ...emptyTool,
          ClientClaimsParametersGeneration: 3,
          ClientClaimsParameters: { Scope: [`${api}/client-credentials`] },
          CreateDPoPTokenWithDPoPProof: true,
          DPoPProofParameters: { HtuClaimValue: hello, HtmClaimValue: 'GET', InvalidDPoPProofParameters: invalid },
        })
        // A request that TTT refused would also be one that the API does not accept.
        expect(made).toMatchObject({ status: 200, proof: expect.stringMatching(/./) })
        const headers = { authorization: `DPoP ${made.token}`, dpop: made.proof }
        const { status } = await twin.handle(new Request(hello, { headers }))
        expect(status).toBe(accepted ? 200 : 401)
      }
    },
  )

  it.each<[string, object, object]>([
    ['WithoutDefaultClientClaims', { ClientClaimsParametersGeneration: 3 }, { client_id: expect.any(String) }],
    [
      'WithoutDefaultClientClaims on',
      { ClientClaimsParametersGeneration: 3, WithoutDefaultClientClaims: true },
      { client_id: undefined },
    ],
    [
      'WithoutDefaultUserClaims on',
      { UserClaimsParametersGeneration: 3, WithoutDefaultUserClaims: true },
      { [pid]: undefined },
    ],
    ['SetInvalidIssuer', { SetInvalidIssuer: true }, { iss: 'http://localhost/test/invalid' }],
    ['SetInvalidAudience', { SetInvalidAudience: true }, { aud: `${api}-invalid` }],
    [
      'GetPersonFromPersontjenesten',
      { GetPersonFromPersontjenesten: true },
      { name: 'GRØNN VITS', given_name: 'GRØNN' },
    ],
    [
      'OnlySetNameForPerson',
      { GetPersonFromPersontjenesten: true, OnlySetNameForPerson: true },
      { name: 'GRØNN VITS', given_name: undefined },
    ],
    [
      'GetHprNumberFromHprregisteret',
      { GetHprNumberFromHprregisteret: true },
      { 'helseid://claims/hpr/hpr_number': '565501872' },
    ],
    [
      'GetPersonFromPersontjenesten for another published person',
      {
        GetPersonFromPersontjenesten: true,
        GetHprNumberFromHprregisteret: true,
        UserClaimsParameters: { Pid: '06828399789' },
      },
      { name: 'KVART GREVLING', 'helseid://claims/hpr/hpr_number': '565505933' },
    ],
    [
      'GetHprNumberFromHprregisteret for a person without a number',
      { GetHprNumberFromHprregisteret: true, UserClaimsParameters: { Pid: '60838200624' } },
      { 'helseid://claims/hpr/hpr_number': undefined },
    ],
    [
      'SetPidPseudonym',
      { SetPidPseudonym: true },
      { 'helseid://claims/identity/pid_pseudonym': expect.stringMatching(/^[\w+/]{43}=$/) },
    ],
    ['SetSubject', { SetSubject: true }, { sub: 'OCW7BpVN57vnbxBUE8WOOTM9FokCaBixlD2y8FgYCag=' }],
    [
      'ApiSpecificClaims, one type twice',
      {
        ApiSpecificClaims: [
          { Type: 'role', Value: 'reader' },
          { Type: 'level', Value: '3' },
          { Type: 'role', Value: 'writer' },
        ],
      },
      { role: ['reader', 'writer'], level: '3' },
    ],
    [
      'CreateTokenExchangeClaims',
      {
        CreateTokenExchangeClaims: true,
        TokenExchangeParameters: { Issuer: 'https://issuer.example', ClientId: 'actor', OrgnrParent: '994598759' },
      },
      { act: { iss: 'https://issuer.example', client_id: 'actor', [parent]: '994598759' } },
    ],
  ])('%s', async (_, members, expected) => {
    const { claims } = await post({ ...emptyTool, ...members })
    const absent = Object.fromEntries(Object.keys(expected).map((name) => [name, undefined]))
    expect({ ...absent, ...claims }).toMatchObject(expected)
  })

  it.each(['jwt', 'JWT', 'at+jwt'])('HeaderParameters.Typ %s', async (Typ) => {
    const { token } = await post({ ...emptyTool, HeaderParameters: { Typ } })
    expect(decodeProtectedHeader(token).typ).toBe(Typ)
  })
})

describe('TestTokenDemo, in camelCase with enumerations by name', () => {
  it('gets the token of Superman', async () => {
    const { claims } = await post({
      audience: 'the_universe',
      withoutDefaultClientClaims: true,
      withoutDefaultUserClaims: true,
      setSubject: true,
      expirationParameters: {},
      headerParameters: { typ: '' },
      clientClaimsParameters: {
        scope: ['save', 'the_world'],
        clientId: 'superman',
        clientName: 'Superman client',
        orgnrParent: '123456789',
      },
      userClaimsParameters: { pid: '20080012345', name: 'Clark Kent', securityLevel: '1337' },
    })
    expect(claims).toMatchObject({
      aud: 'the_universe',
      client_id: 'superman',
      scope: ['save', 'the_world'],
      name: 'Clark Kent',
      'helseid://claims/identity/security_level': '1337',
      [parent]: '123456789',
    })
  })

  it('gets an attest: the structure of the trust framework, with defaults for what it does not set', async () => {
    const { claims } = await post({
      audience: 'nhn:kjernejournal',
      createTillitsrammeverkClaims: true,
      userClaimsParameters: { name: 'Julenissen', securityLevel: '4', pid: '05898597468' },
      tillitsrammeverkClaimsParameters: {
        practitionerAuthorizationCode: 'AA',
        practitionerLegalEntityId: '958935420',
        practitionerLegalEntityName: 'Fake entity',
        careRelationshipDecisionRefUserSelected: false,
        dontSetPractitionerDepartment: true,
        dontSetPatientsDepartment: true,
        dontSetCareRelationshipHealthcareService: true,
      },
    })
    const identity = { id: expect.any(String), system: expect.any(String), authority: expect.any(String) }
    const code = { text: expect.any(String), assigner: expect.any(String) }
    expect(claims['nhn:tillitsrammeverk:parameters']).toEqual({
      toa: claims.iat,
      practitioner: {
        identifier: { ...identity, id: '05898597468', name: 'Julenissen', system: 'urn:oid:2.16.578.1.12.4.1.4.1' },
        hpr_nr: { ...identity, id: '565501872', system: 'urn:oid:2.16.578.1.12.4.1.4.4' },
        authorization: { ...code, code: 'AA', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' },
        legal_entity: {
          ...identity,
          id: '958935420',
          name: 'Fake entity',
          system: 'urn:oid:2.16.578.1.12.4.1.4.101',
        },
        point_of_care: { ...identity, name: expect.any(String), system: 'urn:oid:2.16.578.1.12.4.1.4.101' },
      },
      care_relationship: {
        purpose_of_use: { ...code, code: 'TREAT', system: 'urn:oid:2.16.840.1.113883.1.11.20448' },
        purpose_of_use_details: {
          ...code,
          code: 'BEHANDLER',
          system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation',
        },
        decision_ref: { id: expect.any(String), user_selected: false },
      },
      patients: [
        { point_of_care: { ...identity, name: expect.any(String), system: 'urn:oid:2.16.578.1.12.4.1.4.101' } },
      ],
    })
  })

  it.each<[string, string]>([
    ['dontSetPractitionerHprNr', 'practitioner.hpr_nr'],
    ['dontSetPractitionerAuthorization', 'practitioner.authorization'],
    ['dontSetPractitionerDepartment', 'practitioner.department'],
    ['dontSetCareRelationshipHealthcareService', 'care_relationship.healthcare_service'],
    ['dontSetCareRelationshipPurposeOfUseDetails', 'care_relationship.purpose_of_use_details'],
    ['dontSetPatientsPointOfCare', 'patients[0].point_of_care'],
    ['dontSetPatientsDepartment', 'patients[0].department'],
  ])('%s leaves %s out, and nothing else', async (parameter, path) => {
    const attest = async (parameters: object) =>
      (await post({ audience: api, createTillitsrammeverkClaims: true, tillitsrammeverkClaimsParameters: parameters }))
        .claims['nhn:tillitsrammeverk:parameters']
    const [whole, without] = [await attest({ [parameter]: false }), await attest({ [parameter]: true })]
    expect(whole).toHaveProperty(path)
    expect(without).not.toHaveProperty(path)
    const members = (value: unknown) => JSON.stringify(value).match(/"(?:system|user_selected)":/g)?.length
    expect(Number(members(whole)) - Number(members(without))).toBe(1)
  })
})

describe('TestTokenProxy, with the older names and the older path', () => {
  it('gets a token for the audience of the header', async () => {
    const body = {
      generalClaimsParametersGeneration: 2,
      withoutDefaultGeneralClaims: true,
      generalClaimsParameters: { scope: ['nhn:test-public-samplecode/client-credentials'] },
    }
    const { claims } = await post(body, '/ttt/create-test-token-with-key', { Audience: api })
    expect(claims).toMatchObject({ aud: api, scope: ['nhn:test-public-samplecode/client-credentials'] })
    expect(claims).not.toHaveProperty(parent)
  })

  it('the header does not count on the path with a version', async () => {
    const { status, errorMessage } = await post({}, '/ttt/v2/create-test-token-with-key', { Audience: api })
    expect([status, errorMessage]).toEqual([400, 'audience is mandatory'])
  })
})

describe('addresses', () => {
  it.each(['/v2/create-test-token-with-key', '/create-test-token-with-key', '/ttt/V2/Create-Test-Token-With-Key/'])(
    '%s is served, also for a .NET base address without a final slash',
    async (path) => {
      expect((await post({ audience: api }, path)).status).toBe(200)
    },
  )

  it.each([
    ['http://localhost/ttt/v1/create', 'http://localhost/ttt/v2/create-test-token-with-key'],
    ['https://helseid-ttt.test.nhn.no/ttt/v2', 'https://helseid-ttt.test.nhn.no/v2/create-test-token-with-key'],
  ])('a 404 at %s names an address that exists there', async (address, expected) => {
    const response = await twin.handle(new Request(address, { method: 'POST', headers: { 'x-auth-key': 'any' } }))
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining(`POST ${expected}.`)])
    const again = await twin.handle(
      new Request(expected, {
        method: 'POST',
        headers: { 'x-auth-key': 'any' },
        body: JSON.stringify({ audience: api }),
      }),
    )
    expect(again.status).toBe(200)
  })
})

describe('an unknown value is refused, never taken for none', () => {
  const proofOf = (more: object) => ({
    createDPoPTokenWithDPoPProof: true,
    dPoPProofParameters: { htuClaimValue: hello, htmClaimValue: 'GET', ...more },
  })
  it.each<[object, string]>([
    [{ clientClaimsParametersGeneration: 'Both' }, 'clientClaimsParametersGeneration must be one of 0 (GenerateNone)'],
    [{ clientClaimsParametersGeneration: 4 }, 'clientClaimsParametersGeneration must be one of'],
    [{ userClaimsParametersGeneration: true }, 'userClaimsParametersGeneration must be one of'],
    // JsonStringEnumConverter refuses an empty text.
    [{ userClaimsParametersGeneration: '' }, 'userClaimsParametersGeneration must be one of'],
    [{ issuerEnvironment: '' }, 'issuerEnvironment must be one of'],
    [{ audience: 5 }, 'audience must be text'],
    [{ audience: [api] }, 'audience must be text'],
    [{ issuerEnvironment: 'Production' }, 'issuerEnvironment must be one of 0 (Test), 1 (IntTest), 2 (Development)'],
    [{ setInvalidIssuer: 'true' }, 'setInvalidIssuer must be true or false'],
    [{ clientClaimsParameters: { clientTenancy: 'single-tenant' } }, 'clientTenancy must be true or false'],
    [{ expirationParameters: { expirationTimeInSeconds: '60' } }, 'expirationTimeInSeconds must be a whole number'],
    [{ headerParameters: { typ: 'xyz' } }, 'headerParameters.typ must be jwt or at+jwt'],
    [proofOf({ htmClaimValue: 'FETCH' }), 'htmClaimValue must be the HTTP method'],
    [proofOf({ htmClaimValue: '' }), 'htmClaimValue must be the HTTP method'],
    [proofOf({ invalidDPoPProofParameters: 'DontSetHtu' }), '1 (DontSetHtuClaimValue)'],
    [proofOf({ invalidDPoPProofParameters: 14 }), '13 (SetAnInvalidJktValueInToken)'],
    [proofOf({ invalidDPoPProofParameters: '' }), '0 (None)'],
    [proofOf({ invalidDPoPProofParameters: -1 }), '0 (None)'],
    [{ createTokenExchangeClaims: true }, 'tokenExchangeParameters must have at least one of'],
    [{ apiSpecificClaims: [{ value: 'x' }] }, 'apiSpecificClaims must be a list of'],
    [
      { createTillitsrammeverkClaims: true, tillitsrammeverkClaimsParameters: { practitionerLegalEntityId: 1 } },
      'tillitsrammeverkClaimsParameters.practitionerLegalEntityId must be text',
    ],
  ])('%j', async (members, message) => {
    const { status, errorMessage } = await post({ audience: api, ...members })
    expect([status, errorMessage]).toEqual([400, expect.stringContaining(message)])
  })
})

describe('a member that no model of NHN’s has', () => {
  it('is ignored, as .NET ignores it, and noted in the log', async () => {
    const misspelt = { clientClaimParameters: { scope: ['a:b/c'] }, userClaimsParameters: { Pidd: '1' } }
    const { status, claims } = await post({ audience: api, ...misspelt })
    expect([status, claims.scope]).toEqual([200, undefined])
    expect(notes).toEqual([
      'note: the test-token service ignores the unknown member "clientClaimParameters"; did you mean "clientClaimsParameters"?',
      'note: the test-token service ignores the unknown member "userClaimsParameters.Pidd"; did you mean "pid"?',
    ])
  })

  it('is noted where NHN’s models have the member in another object', async () => {
    const { status, claims } = await post({ audience: api, setExpirationTimeAsExpired: true, clientId: 'c' })
    expect(status).toBe(200)
    expect(Number(claims.exp)).toBeGreaterThan(Number(claims.iat))
    expect(notes).toEqual([
      'note: the test-token service ignores the unknown member "setExpirationTimeAsExpired"; did you mean "expirationParameters.setExpirationTimeAsExpired"?',
      'note: the test-token service ignores the unknown member "clientId"; did you mean "tokenExchangeParameters.clientId" or "clientClaimsParameters.clientId"?',
    ])
  })

  it('is noted five times at most, and with the beginning of its name', async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}${'x'.repeat(200)}`, 1]))
    await post({ audience: api, ...many })
    expect(notes.map((note) => note.length)).toEqual(Array(5).fill(notes[0]?.length))
    expect(String(notes[0]).length).toBeLessThan(130)
  })

  it.each<[string, object]>([
    ['TestTokenTool', emptyTool],
    [
      'TestTokenProxy',
      { Audience: api, generalClaimsParameters: { scope: ['a:b/c'] }, withoutDefaultGeneralClaims: true },
    ],
    [
      'a caller with a key',
      { Audience: api, ClientClaimsParameters: { CnfPublicKey: { kty: 'RSA', e: 'AQAB', n: 'AQAB' } } },
    ],
  ])('does not occur in the request of %s', async (_, request) => {
    await post(request)
    expect(notes).toEqual([])
  })
})
