/**
 * The order of the claims in an access token. Sources: the decoded tokens in navikt/helseid-nav-test (machine), NHN's HelseID.Library
 * and FHI's tests (user), as far as these go; helseid.md 5.
 */
import { claims as names } from 'helseid-contract'

const protocolAndClient: readonly string[] = [
  'iss',
  'nbf',
  'iat',
  'exp',
  'aud',
  'cnf',
  'scope',
  'amr',
  'client_id',
  names.clientAmr,
  names.orgnrParent,
  names.orgnrChild,
  names.orgnrSupplier,
  names.sfmJournalId,
  names.clientAmrDetail,
]

const userAndClientName: readonly string[] = [
  'sub',
  'auth_time',
  'idp',
  names.pid,
  names.securityLevel,
  names.assuranceLevel,
  names.pidPseudonym,
  names.hprNumber,
  'name',
  'given_name',
  'middle_name',
  'family_name',
  names.network,
  names.clientName,
  names.clientTenancy,
  'sid',
  'jti',
]

/** Claims defined by an API are placed between the two lists, in the given order. */
const placeOfApiClaims = protocolAndClient.length

const places = new Map([
  ...protocolAndClient.map((name, index) => [name, index] as const),
  ...userAndClientName.map((name, index) => [name, placeOfApiClaims + 1 + index] as const),
])

export function inRecordedOrder(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const placeOf = (name: string) => places.get(name) ?? placeOfApiClaims
  return Object.fromEntries(Object.entries(claims).sort(([one], [other]) => placeOf(one) - placeOf(other)))
}
