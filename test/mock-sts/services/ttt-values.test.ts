/**
 * Values that callers send to the test-token service: each member of NHN’s models reaches its claim, and a value that .NET refuses when it
 * reads the body is refused. Source: https://github.com/NorskHelsenett/HelseID.Samples, commit d9048c8.
 */
import { createHelseIdMock } from 'helseid-mock'
import { decodeJwt, type JWTPayload } from 'jose'
import { describe, expect, it } from 'vitest'

const twin = createHelseIdMock()
const api = 'nhn:test-public-samplecode'

interface Answer {
  readonly successResponse?: { readonly accessTokenJwt: string; readonly dPoPProof: string | null }
  readonly errorResponse?: { readonly errorMessage: string }
}

/** A part of a JWT that may lack any member. */
const partOf = (jwt: string, index: number) =>
  JSON.parse(Buffer.from(String(jwt.split('.')[index]), 'base64url').toString())

async function post(
  body: object,
): Promise<{ status: number; claims: JWTPayload; proof: string; errorMessage: string | undefined }> {
  const request = new Request('http://localhost/ttt/v2/create-test-token-with-key', {
    method: 'POST',
    headers: { 'x-auth-key': 'any' },
    body: JSON.stringify({ audience: api, ...body }),
  })
  const response = await twin.handle(request)
  const { successResponse, errorResponse } = (await response.json()) as Answer
  const claims = successResponse ? decodeJwt(successResponse.accessTokenJwt) : {}
  const proof = successResponse?.dPoPProof ?? ''
  return { status: response.status, claims, proof, errorMessage: errorResponse?.errorMessage }
}

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const proof = { htuClaimValue: 'https://api.example/x', htmClaimValue: 'GET' }

describe('a member of the attest', () => {
  const practitioner = {
    practitionerIdentifierSystem: 'practitioner.identifier.system',
    practitionerIdentifierAuthority: 'practitioner.identifier.authority',
    practitionerHprNrSystem: 'practitioner.hpr_nr.system',
    practitionerHprNrAuthority: 'practitioner.hpr_nr.authority',
    practitionerAuthorizationCode: 'practitioner.authorization.code',
    practitionerAuthorizationText: 'practitioner.authorization.text',
    practitionerAuthorizationSystem: 'practitioner.authorization.system',
    practitionerAuthorizationAssigner: 'practitioner.authorization.assigner',
    practitionerLegalEntityId: 'practitioner.legal_entity.id',
    practitionerLegalEntityName: 'practitioner.legal_entity.name',
    practitionerLegalEntitySystem: 'practitioner.legal_entity.system',
    practitionerLegalEntityAuthority: 'practitioner.legal_entity.authority',
    practitionerPointOfCareId: 'practitioner.point_of_care.id',
    practitionerPointOfCareName: 'practitioner.point_of_care.name',
    practitionerPointOfCareSystem: 'practitioner.point_of_care.system',
    practitionerPointOfCareAuthority: 'practitioner.point_of_care.authority',
    practitionerDepartmentId: 'practitioner.department.id',
    practitionerDepartmentName: 'practitioner.department.name',
    practitionerDepartmentSystem: 'practitioner.department.system',
    practitionerDepartmentAuthority: 'practitioner.department.authority',
  }
  const careRelationship = {
    careRelationshipHealthcareServiceCode: 'care_relationship.healthcare_service.code',
    careRelationshipHealthcareServiceText: 'care_relationship.healthcare_service.text',
    careRelationshipHealthcareSystem: 'care_relationship.healthcare_service.system',
    careRelationshipHealthcareAssigner: 'care_relationship.healthcare_service.assigner',
    careRelationshipPurposeOfUseCode: 'care_relationship.purpose_of_use.code',
    careRelationshipPurposeOfUseText: 'care_relationship.purpose_of_use.text',
    careRelationshipPurposeOfUseSystem: 'care_relationship.purpose_of_use.system',
    careRelationshipPurposeOfUseAssigner: 'care_relationship.purpose_of_use.assigner',
    careRelationshipPurposeOfUseDetailsCode: 'care_relationship.purpose_of_use_details.code',
    careRelationshipPurposeOfUseDetailsText: 'care_relationship.purpose_of_use_details.text',
    careRelationshipPurposeOfUseDetailsSystem: 'care_relationship.purpose_of_use_details.system',
    careRelationshipPurposeOfUseDetailsAssigner: 'care_relationship.purpose_of_use_details.assigner',
    careRelationshipDecisionRefId: 'care_relationship.decision_ref.id',
    careRelationshipTracingRefId: 'care_relationship.decision_ref.id',
  }
  const patients = {
    patientsPointOfCareId: 'patients[0].point_of_care.id',
    patientsPointOfCareName: 'patients[0].point_of_care.name',
    patientsPointOfCareSystem: 'patients[0].point_of_care.system',
    patientsPointOfCareAuthority: 'patients[0].point_of_care.authority',
    patientsDepartmentId: 'patients[0].department.id',
    patientsDepartmentName: 'patients[0].department.name',
    patientsDepartmentSystem: 'patients[0].department.system',
    patientsDepartmentAuthority: 'patients[0].department.authority',
  }
  const attestWith = async (parameters: object): Promise<object> => {
    const { claims } = await post({ createTillitsrammeverkClaims: true, tillitsrammeverkClaimsParameters: parameters })
    return claims['nhn:tillitsrammeverk:parameters'] as object
  }

  it.each(Object.entries({ ...practitioner, ...careRelationship, ...patients }))(
    '%s sets %s, in camelCase and PascalCase',
    async (parameter, path) => {
      for (const name of [parameter, pascalCase(parameter)])
        expect(await attestWith({ [name]: 'given' })).toHaveProperty(path, 'given')
    },
  )

  it('careRelationshipDecisionRefId counts more than its older name, whatever their order', async () => {
    const attest = await attestWith({ careRelationshipDecisionRefId: 'newer', careRelationshipTracingRefId: 'older' })
    expect(attest).toHaveProperty('care_relationship.decision_ref.id', 'newer')
  })
})

describe('a member of the client or the user', () => {
  it.each([
    ['clientClaimsParameters', 'clientId', 'client_id'],
    ['clientClaimsParameters', 'orgnrParent', 'helseid://claims/client/claims/orgnr_parent'],
    ['clientClaimsParameters', 'orgnrChild', 'helseid://claims/client/claims/orgnr_child'],
    ['clientClaimsParameters', 'orgnrSupplier', 'helseid://claims/client/claims/orgnr_supplier'],
    ['clientClaimsParameters', 'clientAuthenticationMethodsReferences', 'helseid://claims/client/amr'],
    ['clientClaimsParameters', 'clientName', 'helseid://claims/client/client_name'],
    ['clientClaimsParameters', 'jti', 'jti'],
    ['userClaimsParameters', 'pid', 'helseid://claims/identity/pid'],
    ['userClaimsParameters', 'pidPseudonym', 'helseid://claims/identity/pid_pseudonym'],
    ['userClaimsParameters', 'hprNumber', 'helseid://claims/hpr/hpr_number'],
    ['userClaimsParameters', 'name', 'name'],
    ['userClaimsParameters', 'givenName', 'given_name'],
    ['userClaimsParameters', 'middleName', 'middle_name'],
    ['userClaimsParameters', 'familyName', 'family_name'],
    ['userClaimsParameters', 'identityProvider', 'idp'],
    ['userClaimsParameters', 'securityLevel', 'helseid://claims/identity/security_level'],
    ['userClaimsParameters', 'assuranceLevel', 'helseid://claims/identity/assurance_level'],
    ['userClaimsParameters', 'network', 'helseid://claims/identity/network'],
    ['userClaimsParameters', 'amr', 'amr'],
    ['userClaimsParameters', 'subject', 'sub'],
    ['userClaimsParameters', 'sid', 'sid'],
  ])('%s.%s sets the claim %s, in camelCase and PascalCase', async (group, parameter, claim) => {
    for (const body of [
      { [group]: { [parameter]: 'given' } },
      { [pascalCase(group)]: { [pascalCase(parameter)]: 'given' } },
    ])
      expect((await post(body)).claims[claim]).toBe('given')
  })

  it.each([
    [false, { name: 'GRØNN VITS', given_name: 'GRØNN', family_name: 'VITS' }],
    [true, { name: 'GRØNN VITS' }],
  ])(
    'names of a person who is looked up do not come from the request or the defaults; onlySetNameForPerson: %s',
    async (onlySetNameForPerson, expected) => {
      const { claims } = await post({
        getPersonFromPersontjenesten: true,
        onlySetNameForPerson,
        userClaimsParametersGeneration: 3,
        userClaimsParameters: { name: 'Mine', givenName: 'Mine', middleName: 'Mine', familyName: 'Mine' },
      })
      const names = Object.entries(claims).filter(([claim]) => /^(?:.*_)?name$/.test(claim) && !claim.includes(':'))
      expect(Object.fromEntries(names)).toEqual(expected)
    },
  )
})

describe('a lifetime', () => {
  it.each([
    [{ expirationTimeInSeconds: 60, expirationTimeInDays: -2147483648 }, 60],
    [{ expirationTimeInSeconds: 600, expirationTimeInDays: 1 }, 86_400],
    [{ expirationTimeInSeconds: 0, expirationTimeInDays: 0 }, 600],
    [{ expirationTimeInSeconds: null, expirationTimeInDays: null }, 600],
  ])('%j is %i seconds, whether a member is not set by the least integer, zero or null', async (given, seconds) => {
    const { claims } = await post({ expirationParameters: given })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(seconds)
  })
})

describe('a value of the wrong kind is refused, also where its switch is off', () => {
  const client = (members: object) => ({ clientClaimsParameters: members })
  const user = (members: object) => ({ userClaimsParameters: members })
  it.each<[object, string]>([
    [client({ clientId: 5 }), 'clientClaimsParameters.clientId must be text or a list of texts'],
    [client({ clientId: { a: 1 } }), 'clientClaimsParameters.clientId must be text'],
    [client({ orgnrParent: true }), 'clientClaimsParameters.orgnrParent must be text'],
    [client({ jti: 7 }), 'clientClaimsParameters.jti must be text'],
    [client({ authenticationMethodsReferences: ['a', 1] }), 'authenticationMethodsReferences must be text or a list'],
    [client({ scope: 5 }), 'clientClaimsParameters.scope must be text or a list of texts'],
    [client({ scope: ['a', null] }), 'clientClaimsParameters.scope must be text or a list of texts'],
    [client({ cnfJkt: 5 }), 'clientClaimsParameters.cnfJkt must be text'],
    [client({ clientTenancyType: [1] }), 'clientTenancyType must be one of 0 (MultiTenant)'],
    [client({ clientTenancyType: 'multi-tenant' }), 'clientTenancyType must be one of 0 (MultiTenant)'],
    [user({ pid: 5898597468 }), 'userClaimsParameters.pid must be text'],
    [
      { userClaimsParametersGeneration: 0, ...user({ securityLevel: 4 }) },
      'userClaimsParameters.securityLevel must be',
    ],
    [{ expirationParameters: { expirationTimeInSeconds: 1.5 } }, 'expirationTimeInSeconds must be a whole number'],
    [{ expirationParameters: { expirationTimeInSeconds: -10 } }, 'setExpirationTimeAsExpired creates an expired token'],
    [{ expirationParameters: { expirationTimeInDays: -1 } }, 'setExpirationTimeAsExpired creates an expired token'],
    [{ apiSpecificClaims: [{ type: 'a' }] }, 'must be a list of { type, value }, both text'],
    [{ apiSpecificClaims: [{ type: 'a', value: { Audience: 1 } }] }, 'must be a list of { type, value }, both text'],
    [
      { createTokenExchangeClaims: true, tokenExchangeParameters: { issuer: 5 } },
      'tokenExchangeParameters.issuer must',
    ],
    [{ dPoPProofParameters: { ...proof, invalidDPoPProofParameters: 'DontSetHtu' } }, '1 (DontSetHtuClaimValue)'],
    [
      { createDPoPTokenWithDPoPProof: true, dPoPProofParameters: { ...proof, htuClaimValue: 'ftp://api.example/x' } },
      'htuClaimValue must be the URL of the API, with http: or https:',
    ],
  ])('%j', async (members, message) => {
    const { status, errorMessage } = await post(members)
    expect([status, errorMessage]).toEqual([400, expect.stringContaining(message)])
  })

  it('a type that is given three times is one claim with three values; another letter case is another type', async () => {
    const given = [
      { type: 'role', value: 'a' },
      { Type: 'Role', Value: 'A' },
      { TYPE: 'role', VALUE: 'a' },
      { type: 'role', value: '' },
    ]
    const { claims } = await post({ apiSpecificClaims: given })
    expect([claims.role, claims.Role]).toEqual([['a', 'a', ''], 'A'])
  })
})

describe('a broken proof has the fault that its name says', () => {
  const now = () => Math.floor(Date.now() / 1000)
  it.each<[string, (header: Record<string, unknown>, claims: Record<string, unknown>) => unknown, unknown]>([
    ['DontSetHtuClaimValue', (_, { htu, htm }) => [htu, htm], [undefined, 'GET']],
    ['DontSetHtmClaimValue', (_, { htu, htm }) => [htu, htm], ['https://api.example/x', undefined]],
    ['SetIatValueInThePast', (_, { iat }) => Number(iat) < now() - 60, true],
    ['SetIatValueInTheFuture', (_, { iat }) => Number(iat) > now() + 60, true],
    ['DontSetAthClaimValue', (_, { ath, htu }) => [ath, htu], [undefined, 'https://api.example/x']],
    ['DontSetAlgHeader', ({ alg }) => alg, undefined],
    ['DontSetJwkHeader', ({ jwk, typ }) => [jwk, typ], [undefined, 'dpop+jwt']],
    ['DontSetJtiClaim', (_, { jti }) => jti, undefined],
    ['SetAlgHeaderToASymmetricAlgorithm', ({ alg }) => alg, expect.stringMatching(/^HS/)],
    ['SetPrivateKeyInJwkHeader', ({ jwk }) => jwk, expect.objectContaining({ d: expect.any(String) })],
    ['SetInvalidTypHeaderValue', ({ typ }) => typ === 'dpop+jwt', false],
  ])('%s', async (invalidDPoPProofParameters, seen, expected) => {
    const made = await post({
      createDPoPTokenWithDPoPProof: true,
      dPoPProofParameters: { ...proof, invalidDPoPProofParameters },
    })
    expect(seen(partOf(made.proof, 0), partOf(made.proof, 1))).toEqual(expected)
  })
})
