/** Gives the members of a request to the test-token service the names of NHN’s newest models. Source: HelseID.Samples, TestTokenTool. */
import { didYouMean } from '../../http/closest.ts'
import type { Values } from './caller-values.ts'
import { tillitsrammeverkNames } from './tillitsrammeverk.ts'

/** The members of each object, by the member that has it; those of the body itself under the empty name. */
const membersOf: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['audience', 'issuerEnvironment', 'signJwtWithInvalidSigningKey', 'setInvalidIssuer', 'setInvalidAudience'],
    ...['getPersonFromPersontjenesten', 'onlySetNameForPerson', 'getHprNumberFromHprregisteret'],
    ...['setPidPseudonym', 'setSubject', 'createTillitsrammeverkClaims', 'createTokenExchangeClaims'],
    ...['clientClaimsParameters', 'clientClaimsParametersGeneration', 'withoutDefaultClientClaims'],
    ...['userClaimsParameters', 'userClaimsParametersGeneration', 'withoutDefaultUserClaims'],
    ...['expirationParameters', 'headerParameters', 'apiSpecificClaims', 'createDPoPTokenWithDPoPProof'],
    ...['dPoPProofParameters', 'tokenExchangeParameters', 'tillitsrammeverkClaimsParameters'],
  ],
  expirationParameters: ['setExpirationTimeAsExpired', 'expirationTimeInSeconds', 'expirationTimeInDays'],
  headerParameters: ['typ'],
  apiSpecificClaims: ['type', 'value'],
  dPoPProofParameters: ['htuClaimValue', 'htmClaimValue', 'privateKeyForProofCreation', 'invalidDPoPProofParameters'],
  tokenExchangeParameters: ['issuer', 'clientId', 'orgnrParent'],
  clientClaimsParameters: [
    ...['scope', 'clientId', 'sfmJournalId', 'orgnrParent', 'orgnrChild', 'orgnrSupplier', 'clientTenancy'],
    ...['clientTenancyType', 'authenticationMethodsReferences', 'clientAuthenticationMethodsReferences'],
    ...['clientName', 'jti', 'cnfJkt', 'cnfPublicKey'],
  ],
  userClaimsParameters: [
    ...['pid', 'pidPseudonym', 'hprNumber', 'name', 'givenName', 'middleName', 'familyName', 'identityProvider'],
    ...['securityLevel', 'assuranceLevel', 'network', 'amr', 'subject', 'sid'],
  ],
  tillitsrammeverkClaimsParameters: tillitsrammeverkNames,
}

const names = Object.values(membersOf).flat()

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

/**
 * A note for each member that NHN's model does not have at its place, and that the service ignores, as .NET does. `values` has the newest
 * names.
 */
export function notesOnUnknown(values: Values): readonly string[] {
  return unknownIn(values, '')
    .slice(0, max.notes)
    .map(({ name, parent }) => {
      const shown = name.slice(0, max.nameLength)
      return `the test-token service ignores the unknown member ${JSON.stringify(at(parent, shown))}${meant(name, parent)}`
    })
}

interface Unknown {
  readonly name: string
  readonly parent: string
}

function unknownIn(value: unknown, parent: string): Unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item) => unknownIn(item, parent))
  const known = membersOf[parent] ?? []
  return Object.entries(value).flatMap(([name, member]) => {
    if (!known.includes(name)) return [{ name, parent }]
    return keys.has(name) ? [] : unknownIn(member, name)
  })
}

/** A known name at another place, otherwise the closest name at this place, otherwise at any. */
function meant(name: string, parent: string): string {
  const places = Object.keys(membersOf).filter((place) => membersOf[place]?.includes(name))
  if (places.length > 0) return `; did you mean ${places.map((place) => JSON.stringify(at(place, name))).join(' or ')}?`
  return didYouMean(name, membersOf[parent] ?? []) || didYouMean(name, names)
}

function at(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`
}

function inside(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inside)
  return typeof value === 'object' && value !== null ? withNewestNames(value as Values) : value
}
