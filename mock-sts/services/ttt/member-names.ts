/** Gives the members of a request to the test-token service the names of NHN’s newest models. Source: HelseID.Samples, TestTokenTool. */
import { didYouMean } from '../../http/closest.ts'
import type { Values } from './caller-values.ts'
import { tillitsrammeverkNames } from './tillitsrammeverk.ts'

const names = [
  ...['audience', 'issuerEnvironment', 'signJwtWithInvalidSigningKey', 'setInvalidIssuer', 'setInvalidAudience'],
  ...['getPersonFromPersontjenesten', 'onlySetNameForPerson', 'getHprNumberFromHprregisteret'],
  ...['setPidPseudonym', 'setSubject', 'createTillitsrammeverkClaims', 'createTokenExchangeClaims'],
  ...['clientClaimsParameters', 'clientClaimsParametersGeneration', 'withoutDefaultClientClaims'],
  ...['userClaimsParameters', 'userClaimsParametersGeneration', 'withoutDefaultUserClaims'],
  ...['expirationParameters', 'setExpirationTimeAsExpired', 'expirationTimeInSeconds', 'expirationTimeInDays'],
  ...['headerParameters', 'typ', 'apiSpecificClaims', 'type', 'value'],
  ...['createDPoPTokenWithDPoPProof', 'dPoPProofParameters', 'htuClaimValue', 'htmClaimValue'],
  ...['privateKeyForProofCreation', 'invalidDPoPProofParameters'],
  ...['tokenExchangeParameters', 'issuer', 'clientId', 'orgnrParent', 'tillitsrammeverkClaimsParameters'],
  ...[
    'scope',
    'sfmJournalId',
    'orgnrChild',
    'orgnrSupplier',
    'clientTenancy',
    'clientTenancyType',
    'clientName',
    'jti',
  ],
  ...['authenticationMethodsReferences', 'clientAuthenticationMethodsReferences', 'cnfJkt', 'cnfPublicKey'],
  ...['pid', 'pidPseudonym', 'hprNumber', 'name', 'givenName', 'middleName', 'familyName', 'identityProvider'],
  ...['securityLevel', 'assuranceLevel', 'network', 'amr', 'subject', 'sid'],
  ...tillitsrammeverkNames,
] as const

/** Names of models before commits 7769779 and ad64ddf of HelseID.Samples; TestTokenProxy and TestTokenDemo still send them. */
const olderNames: Readonly<Record<string, string>> = {
  generalclaimsparameters: 'clientClaimsParameters',
  generalclaimsparametersgeneration: 'clientClaimsParametersGeneration',
  withoutdefaultgeneralclaims: 'withoutDefaultClientClaims',
  carerelationshiptracingrefid: 'careRelationshipDecisionRefId',
}

const newestNames = new Map(names.map((name) => [name.toLowerCase(), name]))

/** Members whose value is a JWK, whose names have a letter case of their own. */
const keys = new Set(['cnfPublicKey', 'privateKeyForProofCreation'])

/**
 * .NET reads names without regard to letter case, at every depth; of two members with one name, the last counts. A newer name counts more
 * than the older one of the same member.
 */
export function withNewestNames(values: Values): Values {
  const older: [string, unknown][] = []
  const newest: [string, unknown][] = []
  for (const [name, value] of Object.entries(values)) {
    const folded = name.toLowerCase()
    const formerly = olderNames[folded]
    const known = formerly ?? newestNames.get(folded) ?? name
    const members = formerly === undefined ? newest : older
    members.push([known, keys.has(known) ? value : inside(value)])
  }
  return Object.fromEntries([...older, ...newest])
}

/** The most notes for one request, and the longest part of a name in characters. */
const max = { notes: 5, nameLength: 60 } as const

/** A note for each member that no model of NHN’s has, and that the service ignores, as .NET does. `values` has the newest names. */
export function notesOnUnknown(values: Values): readonly string[] {
  const unknown = unknownIn(values).map((name) => name.slice(0, max.nameLength))
  return unknown
    .slice(0, max.notes)
    .map((name) => `the test-token service ignores the unknown member "${name}"${didYouMean(name, names)}`)
}

function unknownIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(unknownIn)
  return Object.entries(value).flatMap(([name, member]) => [
    ...(newestNames.has(name.toLowerCase()) ? [] : [name]),
    ...(keys.has(name) ? [] : unknownIn(member)),
  ])
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside)
  return typeof value === 'object' && value !== null ? withNewestNames(value as Values) : value
}
