/** Claims of a minted token, for registered and unknown clients and APIs. */
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type MintOptions, type MockOptions } from 'helseid-mock'
import { decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { tokenIdResult } from '../../../mock-sts/checks/sts/token-id-result.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const parent = 'helseid://claims/client/claims/orgnr_parent'
const child = 'helseid://claims/client/claims/orgnr_child'
const supplier = 'helseid://claims/client/claims/orgnr_supplier'
const name = 'helseid://claims/client/client_name'
const tenancy = 'helseid://claims/client/client_tenancy'
const amr = 'helseid://claims/client/amr'
const herid = 'nhn:msh/client/claims/herid'

const now = 1_790_000_000
const mintWith = async (options: MintOptions, twin: MockOptions = {}) =>
  createHelseIdMock({ now: () => now * 1000, ...twin }).mint(options)
const claimsOf = async (options: MintOptions, twin?: MockOptions) => (await mintWith(options, twin)).claims
const jwks = { keys: [publicJwk(keyRing.ec as Jwk)] }

describe('a token for an unknown client', () => {
  it('has the claims of a recorded token, each with a default', async () => {
    expect(await claimsOf({})).toEqual({
      iss: 'https://helseid-sts.test.nhn.no',
      nbf: now,
      iat: now,
      exp: now + 600,
      aud: 'nhn:test-public-samplecode',
      cnf: { jkt: expect.any(String) },
      scope: ['nhn:test-public-samplecode/client-credentials'],
      client_id: 'minted',
      client_amr: 'private_key_jwt',
      [amr]: 'rsa_private_key',
      [name]: 'minted',
      [tenancy]: 'none',
      jti: expect.stringMatching(/^[0-9A-F]{32}$/),
    })
  })

  it.each<[NonNullable<MintOptions['organization']>, object]>([
    [{ parent: '994598759' }, { [parent]: '994598759', [tenancy]: 'single-tenant' }],
    [{ child: '983658725' }, { [child]: '983658725', [tenancy]: 'single-tenant' }],
    [
      { parent: '994598759', supplier: '889640782' },
      { [parent]: '994598759', [supplier]: '889640782', [tenancy]: 'multi-tenant' },
    ],
  ])('has the tenancy that fits its organisation numbers: %j', async (organization, expected) => {
    expect(await claimsOf({ organization })).toMatchObject(expected)
  })
})

describe('the issuer of a token', () => {
  it('is the given one, and the STS’s key signs the token', async () => {
    const twin = createHelseIdMock()
    const issuer = 'http://helseid-mock:8080/qa'
    const { accessToken, claims } = await twin.mint({ sts: 'qa', issuer })
    expect(claims).toMatchObject({ iss: issuer })
    const kids = (await twin.keys('qa').list()).map(({ kid }) => kid)
    expect(kids).toContain(decodeProtectedHeader(accessToken).kid)
  })

  it.each(['helseid-mock:8080/test', 'localhost', ''])(
    'must be an http or https URL: %j is refused',
    async (issuer) => {
      await expect(mintWith({ issuer })).rejects.toThrow(
        `/issuer must be an http or https URL such as http://helseid-mock:8080/test, not ${JSON.stringify(issuer)}`,
      )
    },
  )
})

describe('a token for a registered client', () => {
  const multiTenant = { clientId: 'm', jwks, scopes: [], tenancy: 'multi-tenant', supplier: '889640782' } as const
  const singleTenant = {
    clientId: 's',
    name: 'A system',
    jwks,
    scopes: [],
    tenancy: 'single-tenant',
    parent: '994598759',
    sfmId: 'journal',
    audienceSpecificClientClaims: [{ key: herid, value: '8142519' }],
  } as const
  const clients = [multiTenant, singleTenant]

  it('has the claims of the registration', async () => {
    expect(await claimsOf({ clientId: 's', audience: 'nhn:msh' }, { clients })).toMatchObject({
      client_id: 's',
      [parent]: '994598759',
      [amr]: 'ec_private_key',
      [name]: 'A system',
      [tenancy]: 'single-tenant',
      'e-helse:sfm.api/client/claims/sfm-id': 'journal',
      [herid]: '8142519',
    })
    expect(await claimsOf({ clientId: 'm' }, { clients })).toMatchObject({
      [name]: 'm',
      [tenancy]: 'multi-tenant',
      [supplier]: '889640782',
    })
  })

  it('has an audience-specific claim only if it is for that API', async () => {
    expect(await claimsOf({ clientId: 's', audience: 'nhn:other' }, { clients })).not.toHaveProperty([herid])
  })

  it('has the organisation numbers given by the caller instead of the registered ones', async () => {
    const claims = await claimsOf({ clientId: 's', organization: { parent: '883974832' } }, { clients })
    expect(claims).toMatchObject({ [parent]: '883974832', [tenancy]: 'single-tenant' })
    const others = await claimsOf({ clientId: 'm', organization: { parent: '883974832' } }, { clients })
    expect(others).toMatchObject({ [parent]: '883974832', [supplier]: '889640782' })
  })

  it('has the claims of the registration only at STSs where the client is registered', async () => {
    const elsewhere = [{ ...singleTenant, sts: 'prod' }]
    expect(await claimsOf({ clientId: 's' }, { clients: elsewhere })).toMatchObject({ [name]: 's', [tenancy]: 'none' })
    expect(await claimsOf({ clientId: 's', sts: 'prod' }, { clients: elsewhere })).toMatchObject({ [name]: 'A system' })
  })

  it('has client_amr shared_secret if the client has only a client secret', async () => {
    const legacy = { clientId: 'l', scopes: [], legacyAuth: true, clientSecret: 'a secret of sixteen' }
    const claims = await claimsOf({ clientId: 'l' }, { clients: [legacy] })
    expect(claims).toMatchObject({ client_amr: 'shared_secret' })
    expect(claims).not.toHaveProperty([amr])
  })
})

describe('a token for a registered API', () => {
  const api = {
    audience: 'nhn:msh',
    claims: [parent],
    extraClaims: { 'nhn:msh/level': 3 },
    tokenLifetime: 60,
    tokenTyp: 'JWT',
  } as const
  const apis = [api]
  const audience = 'nhn:msh'
  const organization = { parent: '994598759', child: '983658725' }

  it('has the claims, the lifetime and the typ that the API decides', async () => {
    const { accessToken, claims } = await mintWith({ audience, organization }, { apis })
    expect(Object.keys(claims)).toEqual([
      'iss',
      'nbf',
      'iat',
      'exp',
      'aud',
      'cnf',
      'scope',
      'client_id',
      'client_amr',
      parent,
      'nhn:msh/level',
      'jti',
    ])
    expect([claims.exp, decodeProtectedHeader(accessToken).typ]).toEqual([now + 60, 'JWT'])
  })

  it('has the caller’s values instead of the API’s', async () => {
    const claims = { [name]: 'given', 'nhn:msh/level': null }
    const given = { audience, organization, lifetime: 42, claims, header: { typ: 'at+jwt' } }
    const { accessToken, claims: minted } = await mintWith(given, { apis })
    expect(minted).toMatchObject({ exp: now + 42, [name]: 'given' })
    expect(minted).not.toHaveProperty(['nhn:msh/level'])
    expect(decodeProtectedHeader(accessToken).typ).toBe('at+jwt')
  })

  it('for two APIs has the shorter lifetime and every claim that either API includes', async () => {
    const both = { audience: [audience, 'nhn:other'], organization }
    const other = { audience: 'nhn:other', claims: [child], tokenLifetime: 300 }
    const { accessToken, claims } = await mintWith(both, { apis: [api, other] })
    expect(claims).toMatchObject({
      aud: [audience, 'nhn:other'],
      exp: now + 60,
      [parent]: '994598759',
      [child]: '983658725',
    })
    expect(decodeProtectedHeader(accessToken).typ).toBe('at+jwt')
  })

  it('has a single audience as a string', async () => {
    expect(await claimsOf({ audience: [audience] }, { apis })).toMatchObject({ aud: audience })
  })
})

it('a minted token has a jti of 128 random bits', async () => {
  const twin = createHelseIdMock()
  const getToken = async () => ({ accessToken: (await twin.mint()).accessToken, answered: '200' })
  expect(await tokenIdResult(getToken, 40)).toMatchObject({ outcome: 'passed' })
})

it('a scenario breaks the composed token, and the caller’s claims override the scenario’s', async () => {
  const broken = { clientId: 's', broken: ['wrong-audience', 'expired-token'] }
  const claims = await claimsOf(broken)
  expect(claims).toMatchObject({ aud: 'nhn:another-api', client_id: 's' })
  expect(Number(claims.exp)).toBeLessThan(now)
  expect(await claimsOf({ ...broken, claims: { aud: 'mine' } })).toMatchObject({ aud: 'mine' })
})
