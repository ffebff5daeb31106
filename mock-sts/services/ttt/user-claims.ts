/**
 * Translates `userClaimsParameters`, and the data that the service looks up about a person, to claims. Source:
 * HelseID.Samples, TestTokenTool.
 */
import { createHash } from 'node:crypto'
import { claims as names } from 'helseid-contract'
import { objectIn, type Values, withoutEmpty } from './caller-values.ts'
import { generationOf, toClaims } from './generation.ts'

const claimNames = {
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
} as const

/** The national identity number of a synthetic person, from the range of Tenor test data. */
const pid = '05898597468'
const person = { name: 'Syntetisk Testperson', givenName: 'Syntetisk', familyName: 'Testperson' } as const

const defaults: Values = {
  pid,
  ...person,
  identityProvider: 'testidp-oidc',
  securityLevel: '4',
  assuranceLevel: 'high',
  network: 'internett',
  amr: ['pwd'],
}

/** Unknown: which user claims TTT creates when the request does not say. The twin creates those that the request gives. */
export function userClaims(body: Values): Values {
  const own = objectIn(body, 'userClaimsParameters')
  const { withDefaults, withGiven } = generationOf(body, 'user', 'given')
  const values = { ...(withDefaults && defaults), ...(withGiven && withoutEmpty(own)), ...lookedUp(body, own) }
  return toClaims(values, claimNames)
}

/**
 * Stands in for NHN’s registers and pseudonym service, which are not reachable offline: everyone has the same name and
 * HPR number.
 */
function lookedUp(body: Values, own: Values): Values {
  const number = String(withoutEmpty(own).pid ?? pid)
  const { clientId = '' } = withoutEmpty(objectIn(body, 'clientClaimsParameters'))
  const { name } = person
  return {
    ...(body.getPersonFromPersontjenesten === true && (body.onlySetNameForPerson === true ? { name } : person)),
    ...(body.getHprNumberFromHprregisteret === true && { hprNumber: '431001110' }),
    ...(body.setPidPseudonym === true && { pidPseudonym: pseudonym(number) }),
    ...(body.setSubject === true && { subject: pseudonym(`${number} ${clientId}`) }),
  }
}

function pseudonym(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
