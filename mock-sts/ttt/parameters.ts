/** The parameters of the test-token service, every switch, as what is minted. Source: helseid.md 8; HelseID.Samples, TestTokenDemo. */
import { createPrivateKey, type JsonWebKey, randomUUID } from 'node:crypto'
import { claims as names } from 'helseid-contract'
import type { MintOptions } from '../mint.ts'
import type { ProofFault } from '../proof-faults.ts'

/** How default and given claims are put together. */
const generation = { none: 0, defaults: 1, given: 2, both: 3 } as const

/** `invalidDPoPProofParameters`, in the order of NHN's enumeration; its names are taken too. */
const invalidProofs: readonly (readonly [name: string, fault: ProofFault | undefined])[] = [
  ['None', undefined],
  ['DontSetHtu', 'without-htu'],
  ['DontSetHtm', 'without-htm'],
  ['IatInPast', 'iat-in-the-past'],
  ['IatInFuture', 'iat-in-the-future'],
  ['DontSetAth', 'without-ath'],
  ['DontSetAlg', 'without-alg'],
  ['DontSetJwk', 'without-jwk'],
  ['DontSetJti', 'without-jti'],
  ['AlgSymmetric', 'symmetric'],
  ['PrivateKeyInJwk', 'private-key-in-jwk'],
  ['InvalidTyp', 'wrong-typ'],
  ['InvalidSignature', 'bad-signature'],
]

type Values = Readonly<Record<string, unknown>>

const clientClaims: Readonly<Record<string, string>> = {
  scope: 'scope',
  clientId: 'client_id',
  sfmJournalId: names.sfmJournalId,
  orgnrParent: names.orgnrParent,
  orgnrChild: names.orgnrChild,
  orgnrSupplier: names.orgnrSupplier,
  clientTenancy: names.clientTenancy,
  authenticationMethodsReferences: names.clientAmrDetail,
  clientAuthenticationMethodsReferences: names.clientAmr,
  clientName: names.clientName,
  jti: 'jti',
}

const userClaims: Readonly<Record<string, string>> = {
  pid: names.pid,
  pidPseudonym: names.pidPseudonym,
  hprNumber: names.hprNumber,
  name: 'name',
  givenName: 'given_name',
  middleName: 'middle_name',
  familyName: 'family_name',
  identityProvider: 'idp',
  securityLevel: names.securityLevel,
  assuranceLevel: names.assuranceLevel,
  network: names.network,
  amr: 'amr',
  subject: 'sub',
  sid: 'sid',
}

/** A person who does not exist: the number is from Tenor's range of synthetic ones. */
const person: Values = {
  pid: '05898597468',
  name: 'Syntetisk Testperson',
  givenName: 'Syntetisk',
  familyName: 'Testperson',
}

const defaultUser: Values = {
  ...person,
  identityProvider: 'testidp-oidc',
  securityLevel: '4',
  assuranceLevel: 'high',
  network: 'internett',
  amr: ['pwd'],
}

/** @throws {TypeError} saying what is wrong with the parameters */
export function toMintOptions(body: object, issuer: string): MintOptions {
  const given = body as Values
  const { audience } = given
  if (typeof audience !== 'string' || audience === '') throw new TypeError('audience is mandatory')
  const client = objectIn(given, 'clientClaimsParameters')
  const dpop = given.createDPoPTokenWithDPoPProof === true
  const proofKey = keyIn(objectIn(given, 'dPoPProofParameters'))
  return {
    audience: given.setInvalidAudience ? `${audience}-invalid` : audience,
    ...lifetime(objectIn(given, 'expirationParameters')),
    claims: {
      ...(given.setInvalidIssuer === true && { iss: `${issuer}/invalid` }),
      ...protocolClaims(client, dpop),
      ...wanted(given, 'client', defaultClient(), client, clientClaims),
      ...wanted(given, 'user', userDefaults(given), objectIn(given, 'userClaimsParameters'), userClaims),
      ...tillitsrammeverk(given),
      ...apiSpecific(given.apiSpecificClaims),
    },
    header: { typ: objectIn(given, 'headerParameters').typ ?? 'at+jwt' },
    ...(given.signJwtWithInvalidSigningKey === true && { broken: ['unknown-key'] }),
    bearer: !dpop,
    ...(proofKey && { proofKey }),
    ...(dpop && { proof: proof(objectIn(given, 'dPoPProofParameters')) }),
  }
}

function defaultClient(): Values {
  return {
    clientId: randomUUID(),
    clientName: 'Test client',
    clientTenancy: 'single-tenant',
    orgnrParent: '994598759',
    authenticationMethodsReferences: 'rsa_private_key',
    clientAuthenticationMethodsReferences: 'private_key_jwt',
  }
}

/** What the mint would put there by itself is taken out, and what was asked for put in. */
function protocolClaims({ cnfJkt, scope }: Values, dpop: boolean): Values {
  const known = { client_id: null, [names.clientAmr]: null, [names.clientName]: null }
  const scopes = Array.isArray(scope) ? scope : typeof scope === 'string' ? scope.split(' ') : []
  return {
    ...known,
    scope: scopes.length > 0 ? scopes : null,
    ...(typeof cnfJkt === 'string' && !dpop && { cnf: { jkt: cnfJkt } }),
  }
}

/** By `…ClaimsParametersGeneration`: none, defaults, only what is given, or both; `withoutDefault…` leaves the defaults out. */
function wanted(
  given: Values,
  whose: 'client' | 'user',
  defaults: Values,
  own: Values,
  claimNames: Readonly<Record<string, string>>,
): Values {
  const mode =
    given[`${whose}ClaimsParametersGeneration`] ?? (whose === 'client' ? generation.defaults : generation.none)
  const without = given[`withoutDefault${whose === 'client' ? 'Client' : 'User'}Claims`] === true
  const withDefaults = (mode === generation.defaults || mode === generation.both) && !without
  const values = { ...(withDefaults && defaults), ...((mode === generation.given || mode === generation.both) && own) }
  const entries = Object.entries(values).filter(
    ([name, value]) => name in claimNames && name !== 'scope' && value != null,
  )
  return Object.fromEntries(entries.map(([name, value]) => [claimNames[name], value]))
}

function userDefaults(given: Values): Values {
  return {
    ...defaultUser,
    ...(given.setSubject === true && { subject: 'c3ludGV0aXNrLXN1YmplY3Q=' }),
    ...(given.setPidPseudonym === true && { pidPseudonym: 'c3ludGV0aXNrLXBzZXVkb255bQ==' }),
    ...(given.getHprNumberFromHprregisteret === true && { hprNumber: '431001110' }),
  }
}

function tillitsrammeverk(given: Values): Values {
  if (given.createTillitsrammeverkClaims !== true) return {}
  return { 'nhn:tillitsrammeverk:parameters': objectIn(given, 'tillitsrammeverkClaimsParameters') }
}

function apiSpecific(claims: unknown): Values {
  if (claims === undefined || claims === null) return {}
  if (!Array.isArray(claims)) throw new TypeError('apiSpecificClaims must be a list of { type, value }')
  return Object.fromEntries(claims.map((claim: Values) => [String(claim?.type), claim?.value]))
}

function lifetime({ setExpirationTimeAsExpired, expirationTimeInSeconds, expirationTimeInDays }: Values): MintOptions {
  if (setExpirationTimeAsExpired === true) return { lifetime: -600 }
  if (typeof expirationTimeInDays === 'number' && expirationTimeInDays > 0)
    return { lifetime: expirationTimeInDays * 86_400 }
  return typeof expirationTimeInSeconds === 'number' && expirationTimeInSeconds > 0
    ? { lifetime: expirationTimeInSeconds }
    : {}
}

/** @throws {TypeError} for a broken proof that there is none of */
function proof({
  htuClaimValue,
  htmClaimValue,
  invalidDPoPProofParameters: invalid = 0,
}: Values): NonNullable<MintOptions['proof']> {
  if (typeof htuClaimValue !== 'string' || !URL.canParse(htuClaimValue))
    throw new TypeError('dPoPProofParameters.htuClaimValue must be the address of the API')
  const row = typeof invalid === 'number' ? invalidProofs[invalid] : invalidProofs.find(([name]) => name === invalid)
  if (row === undefined)
    throw new TypeError(
      `dPoPProofParameters.invalidDPoPProofParameters must be 0 to 12 or one of ${invalidProofs.map(([name]) => name).join(', ')}`,
    )
  const [, broken] = row
  return {
    url: htuClaimValue,
    method: typeof htmClaimValue === 'string' ? htmClaimValue : 'GET',
    ...(broken && { broken }),
  }
}

/** `privateKeyForProofCreation`: a private JWK as JSON. @throws {TypeError} for what is none */
function keyIn({ privateKeyForProofCreation: text }: Values): JsonWebKey | undefined {
  if (text === undefined || text === null || text === '') return undefined
  try {
    const key = (typeof text === 'string' ? JSON.parse(text) : text) as JsonWebKey
    createPrivateKey({ key, format: 'jwk' })
    return key
  } catch (cause) {
    // What is wrong may quote the key: it is not told.
    throw new TypeError('dPoPProofParameters.privateKeyForProofCreation must be a private JWK', { cause })
  }
}

function objectIn(given: Values, name: string): Values {
  const value = given[name] ?? {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Values
  throw new TypeError(`${name} must be an object`)
}
