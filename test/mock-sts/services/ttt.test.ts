/** The test-token service: NHN’s request and response format, every parameter, and tokens that verify with the twin’s JWKS. */
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type StartedMockSts, startMockSts } from 'helseid-mock'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const api = 'nhn:test-public-samplecode'
let sts: StartedMockSts
let hello: string
beforeAll(async () => {
  sts = await startMockSts({ port: 0 })
  hello = `${sts.origin}/nhn-api/test/hello`
})
afterAll(() => sts.close())

interface Answer {
  readonly isError: boolean
  readonly successResponse: { readonly accessTokenJwt: string; readonly dPoPProof: string | null } | null
  readonly errorResponse: { readonly errorMessage: string } | null
}

async function create(body: unknown, headers: Record<string, string> = { 'x-auth-key': 'any' }) {
  const text = typeof body === 'string' ? body : JSON.stringify({ audience: api, ...(body as object) })
  const response = await fetch(`${sts.origin}/ttt/v2/create-test-token-with-key`, {
    method: 'POST',
    headers,
    body: text,
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}
const tokenOf = async (body: object) => String((await create(body)).answer.successResponse?.accessTokenJwt)

it('answers in TTT’s format with a token that verifies with the twin’s JWKS', async () => {
  const { status, answer } = await create({})
  expect([status, answer]).toEqual([
    200,
    { isError: false, successResponse: { accessTokenJwt: expect.any(String), dPoPProof: null }, errorResponse: null },
  ])
  const jwks = createRemoteJWKSet(new URL(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`))
  const { payload } = await jwtVerify(String(answer.successResponse?.accessTokenJwt), jwks, {
    issuer: sts.issuer('test'),
    audience: api,
  })
  expect(payload).toMatchObject({
    client_amr: 'private_key_jwt',
    'helseid://claims/client/claims/orgnr_parent': '994598759',
  })
})

it('the protected API accepts a DPoP token with its proof', async () => {
  const { answer } = await create({
    clientClaimsParametersGeneration: 3,
    clientClaimsParameters: { scope: [`${api}/client-credentials`] },
    createDPoPTokenWithDPoPProof: true,
    dPoPProofParameters: { htuClaimValue: hello, htmClaimValue: 'GET' },
  })
  const { accessTokenJwt, dPoPProof } = answer.successResponse ?? {}
  const response = await fetch(hello, { headers: { authorization: `DPoP ${accessTokenJwt}`, dpop: String(dPoPProof) } })
  expect(response.status).toBe(200)
})

describe('the parameters of a test token', () => {
  it.each<[string, object, object]>([
    [
      'withoutDefaultClientClaims',
      { withoutDefaultClientClaims: true },
      { client_id: undefined, 'helseid://claims/client/client_name': undefined },
    ],
    [
      'only the given client claims',
      { clientClaimsParametersGeneration: 2, clientClaimsParameters: { clientId: 'mine', orgnrChild: '983658725' } },
      {
        client_id: 'mine',
        'helseid://claims/client/claims/orgnr_child': '983658725',
        'helseid://claims/client/claims/orgnr_parent': undefined,
      },
    ],
    [
      'default user claims',
      { userClaimsParametersGeneration: 1 },
      { 'helseid://claims/identity/security_level': '4', idp: 'testidp-oidc' },
    ],
    [
      'given user claims',
      { userClaimsParametersGeneration: 2, userClaimsParameters: { pid: '05898597468', hprNumber: '431001110' } },
      { 'helseid://claims/identity/pid': '05898597468', 'helseid://claims/hpr/hpr_number': '431001110' },
    ],
    [
      'setSubject and setPidPseudonym',
      { userClaimsParametersGeneration: 1, setSubject: true, setPidPseudonym: true },
      { sub: expect.any(String), 'helseid://claims/identity/pid_pseudonym': expect.any(String) },
    ],
    ['setInvalidIssuer', { setInvalidIssuer: true }, { iss: expect.stringMatching(/\/invalid$/) }],
    ['setInvalidAudience', { setInvalidAudience: true }, { aud: `${api}-invalid` }],
    [
      'apiSpecificClaims',
      { apiSpecificClaims: [{ type: 'nhn:msh/client/claims/herid', value: '8142519' }] },
      { 'nhn:msh/client/claims/herid': '8142519' },
    ],
    [
      'given claims without a generation mode, as in NHN’s documentation and in code of others',
      {
        withoutDefaultClientClaims: true,
        withoutDefaultUserClaims: true,
        clientClaimsParameters: { orgnrParent: '883974832', clientTenancy: true, clientTenancyType: 1 },
        userClaimsParameters: { pid: '15876498518', securityLevel: '4' },
      },
      {
        client_id: undefined,
        'helseid://claims/client/claims/orgnr_parent': '883974832',
        'helseid://claims/client/client_tenancy': 'single-tenant',
        'helseid://claims/identity/pid': '15876498518',
        'helseid://claims/identity/security_level': '4',
        'helseid://claims/identity/network': undefined,
      },
    ],
    [
      'empty strings and lists for omitted members, as NHN’s tool sends them',
      {
        clientClaimsParametersGeneration: 3,
        clientClaimsParameters: { orgnrParent: '', clientName: '', scope: [], cnfJkt: '', cnfPublicKey: '' },
        headerParameters: { typ: '' },
        expirationParameters: { expirationTimeInDays: -2147483648, expirationTimeInSeconds: 600 },
        dPoPProofParameters: { htuClaimValue: '', privateKeyForProofCreation: '' },
      },
      { 'helseid://claims/client/claims/orgnr_parent': '994598759', scope: undefined, cnf: undefined },
    ],
    [
      'both amr',
      {
        clientClaimsParameters: {
          authenticationMethodsReferences: ['private_key_jwt'],
          clientAuthenticationMethodsReferences: 'ec_private_key',
        },
      },
      { client_amr: 'private_key_jwt', 'helseid://claims/client/amr': 'ec_private_key' },
    ],
    [
      'getPersonFromPersontjenesten and getHprNumberFromHprregisteret',
      { getPersonFromPersontjenesten: true, getHprNumberFromHprregisteret: true },
      { given_name: 'GRØNN', family_name: 'VITS', 'helseid://claims/hpr/hpr_number': '565501872' },
    ],
    [
      'onlySetNameForPerson',
      { getPersonFromPersontjenesten: true, onlySetNameForPerson: true },
      { name: 'GRØNN VITS', given_name: undefined },
    ],
    [
      'setSubject without default user claims',
      { withoutDefaultUserClaims: true, setSubject: true },
      { sub: expect.any(String), 'helseid://claims/identity/pid': undefined },
    ],
    [
      'cnfPublicKey',
      { clientClaimsParameters: { cnfPublicKey: JSON.stringify(publicJwk(keyRing.proof as Jwk)) } },
      { cnf: { jkt: keyRing.proof.kid } },
    ],
    ['issuerEnvironment, which changes nothing', { issuerEnvironment: 1 }, { iss: expect.stringMatching(/\/test$/) }],
    ['cnfJkt', { clientClaimsParameters: { cnfJkt: 'thumbprint' } }, { cnf: { jkt: 'thumbprint' } }],
  ])('set the claims: %s', async (_, body, expected) => {
    const claims = decodeJwt(await tokenOf(body))
    expect({ ...Object.fromEntries(Object.keys(expected).map((name) => [name, undefined])), ...claims }).toMatchObject(
      expected,
    )
  })

  it.each([
    [{ expirationTimeInSeconds: 42 }, 42],
    [{ expirationTimeInDays: 2 }, 172_800],
    [{}, 600],
  ])('set the lifetime with expirationParameters %j', async (expirationParameters, seconds) => {
    const { iat, exp } = decodeJwt(await tokenOf({ expirationParameters }))
    expect(Number(exp) - Number(iat)).toBe(seconds)
  })

  it('put nbf, iat and exp into the past with setExpirationTimeAsExpired', async () => {
    const { nbf, iat, exp } = decodeJwt(await tokenOf({ expirationParameters: { setExpirationTimeAsExpired: true } }))
    expect(nbf).toBe(iat)
    expect(Number(iat)).toBeLessThan(Number(exp))
    expect(Number(exp)).toBeLessThan(Date.now() / 1000)
  })

  it('do not require htuClaimValue for DontSetHtu', async () => {
    const dPoPProofParameters = { invalidDPoPProofParameters: 1, htmClaimValue: 'GET' }
    const { answer } = await create({ createDPoPTokenWithDPoPProof: true, dPoPProofParameters })
    expect(decodeJwt(String(answer.successResponse?.dPoPProof))).not.toHaveProperty('htu')
  })

  it('set the header with headerParameters and break the signature with signJwtWithInvalidSigningKey', async () => {
    const token = await tokenOf({ headerParameters: { typ: 'jwt' }, signJwtWithInvalidSigningKey: true })
    expect(decodeProtectedHeader(token).typ).toBe('jwt')
    const jwks = createRemoteJWKSet(new URL(`${sts.issuer('test')}/.well-known/openid-configuration/jwks`))
    await expect(jwtVerify(token, jwks)).rejects.toMatchObject({ code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' })
  })

  it('sign the proof with the caller’s key', async () => {
    const key = keyRing.proof as Jwk
    const privateKeyForProofCreation = JSON.stringify(key)
    const dPoPProofParameters = { htuClaimValue: hello, htmClaimValue: 'GET', privateKeyForProofCreation }
    expect(decodeJwt(await tokenOf({ createDPoPTokenWithDPoPProof: true, dPoPProofParameters })).cnf).toEqual({
      jkt: key.kid,
    })
  })

  it.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'break the proof with invalidDPoPProofParameters %i, so that the API refuses it',
    async (invalid) => {
      const { answer } = await create({
        clientClaimsParametersGeneration: 3,
        clientClaimsParameters: { scope: [`${api}/client-credentials`] },
        createDPoPTokenWithDPoPProof: true,
        dPoPProofParameters: { htuClaimValue: hello, htmClaimValue: 'GET', invalidDPoPProofParameters: invalid },
      })
      const { accessTokenJwt, dPoPProof } = answer.successResponse ?? {}
      const response = await fetch(hello, {
        headers: { authorization: `DPoP ${accessTokenJwt}`, dpop: String(dPoPProof) },
      })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining('invalid_dpop_proof'),
      ])
    },
  )
})

describe('a test token for a registered API or client', () => {
  const parent = 'helseid://claims/client/claims/orgnr_parent'
  const known = {
    apis: [
      {
        audience: api,
        claims: [parent],
        extraClaims: { 'nhn:level': 3 },
        tokenLifetime: 60,
        tokenTyp: 'JWT' as const,
      },
    ],
    clients: [
      {
        clientId: 'known',
        jwks: { keys: [publicJwk(keyRing.ec as Jwk)] },
        scopes: [],
        tenancy: 'multi-tenant' as const,
        supplier: '889640782',
      },
    ],
  }
  const createdBy = async (body: object) => {
    const url = 'https://helseid-ttt.test.nhn.no/v2/create-test-token-with-key'
    const text = JSON.stringify({ audience: api, ...body })
    const request = new Request(url, { method: 'POST', headers: { 'x-auth-key': 'any' }, body: text })
    const { successResponse } = (await (await createHelseIdMock(known).handle(request)).json()) as Answer
    return String(successResponse?.accessTokenJwt)
  }

  it('has the typ and the default claims that the API decides, and the API’s extra claims', async () => {
    const token = await createdBy({})
    expect([decodeProtectedHeader(token).typ, Object.keys(decodeJwt(token))]).toEqual([
      'JWT',
      ['iss', 'nbf', 'iat', 'exp', 'aud', 'client_id', 'client_amr', parent, 'nhn:level', 'jti'],
    ])
  })

  it('has the default lifetime of the service, not that of the API', async () => {
    const { iat, exp } = decodeJwt(await createdBy({}))
    expect(Number(exp) - Number(iat)).toBe(600)
  })

  it('has the values of the request instead of the API’s', async () => {
    const token = await createdBy({
      clientClaimsParameters: { clientName: 'Given', orgnrChild: '983658725' },
      apiSpecificClaims: [{ type: 'nhn:level', value: '4' }],
      headerParameters: { typ: 'at+jwt' },
    })
    expect([decodeProtectedHeader(token).typ, decodeJwt(token)]).toEqual([
      'at+jwt',
      expect.objectContaining({
        'helseid://claims/client/client_name': 'Given',
        'helseid://claims/client/claims/orgnr_child': '983658725',
        'nhn:level': '4',
      }),
    ])
  })

  it('follows the API’s configuration even with setInvalidAudience', async () => {
    expect(decodeJwt(await createdBy({ setInvalidAudience: true }))).toMatchObject({
      aud: `${api}-invalid`,
      'nhn:level': 3,
    })
  })

  it('ignores the registration of a client: only the request describes the client', async () => {
    const claims = decodeJwt(
      await createdBy({ clientClaimsParametersGeneration: 2, clientClaimsParameters: { clientId: 'known' } }),
    )
    expect(Object.keys(claims)).toEqual(['iss', 'nbf', 'iat', 'exp', 'aud', 'client_id', 'nhn:level', 'jti'])
  })
})

it('every request to the test-token service has a line in the log', async () => {
  const lines: string[] = []
  const twin = createHelseIdMock({ log: ({ message }) => void lines.push(message) })
  const url = 'http://localhost:8080/ttt/v2/create-test-token-with-key'
  const post = async (body: string, headers: Record<string, string>) =>
    twin.handle(new Request(url, { method: 'POST', headers, body }))
  const key = { 'x-auth-key': 'any' }
  await post(JSON.stringify({ audience: api }), key)
  await post(JSON.stringify({ audience: 1 }), key)
  await post('x'.repeat(70_000), key)
  await post('{}', {})
  expect(lines).toEqual([
    `ttt test 200 | a token for ${api}`,
    'ttt test 400 | audience must be text',
    'ttt test 413 | The body is longer than 65536 bytes.',
    expect.stringMatching(/^ttt test 401 \| The header X-Auth-Key is missing\. The twin accepts any value/),
  ])
})

describe('an invalid request to the test-token service', () => {
  it.each<[unknown, RegExp]>([
    ['hello', /must be a JSON object/],
    ['[]', /must be a JSON object/],
    [{ audience: 123 }, /^audience must be text$/],
    [
      { expirationParameters: { setExpirationTimeAsExpired: 'yes' } },
      /^expirationParameters\.setExpirationTimeAsExpired must be true or false$/,
    ],
    [{ audience: '' }, /audience is mandatory/],
    [{ createDPoPTokenWithDPoPProof: true }, /htuClaimValue must be the URL/],
    [
      {
        createDPoPTokenWithDPoPProof: true,
        dPoPProofParameters: { htuClaimValue: 'https://a.example', invalidDPoPProofParameters: 14 },
      },
      /must be one of 0 \(None\), 1 \(DontSetHtuClaimValue\)/,
    ],
    [
      { dPoPProofParameters: { privateKeyForProofCreation: '{"kty":"EC","d":"hush"}' } },
      /^dPoPProofParameters.privateKeyForProofCreation must be a private JWK\. The request contains a private key, .* replace it now\.$/,
    ],
    [{ expirationParameters: { expirationTimeInDays: 1e308 } }, /must not exceed/],
    [
      { clientClaimsParameters: { clientTenancy: true, clientTenancyType: 3 } },
      /clientTenancyType must be one of 0 \(MultiTenant\)/,
    ],
    [
      { clientClaimsParameters: { cnfPublicKey: '{"kty":"EC","d":"hush"}' } },
      /cnfPublicKey must be a public JWK \(crv is missing\)\. The request contains a private key, .* replace it now\.$/,
    ],
    [{ clientClaimsParameters: [] }, /clientClaimsParameters must be an object/],
    [{ apiSpecificClaims: {} }, /must be a list of/],
  ])('with the body %j is rejected with the reason', async (body, message) => {
    const { status, answer } = await create(body)
    expect(status).toBe(400)
    expect(answer).toMatchObject({ isError: true, errorResponse: { errorMessage: expect.stringMatching(message) } })
  })

  it('with a body that is too long is rejected with 413', async () => {
    const { status, answer } = await create({ audience: 'x'.repeat(70_000) })
    expect([status, answer.errorResponse?.errorMessage]).toEqual([
      413,
      expect.stringMatching(/longer than 65536 bytes/),
    ])
  })

  it('without the header X-Auth-Key is rejected with 401', async () => {
    expect((await create({}, {})).status).toBe(401)
  })
})
