/**
 * Translates `userClaimsParameters`, and the data that the service looks up about a person, to claims. Source:
 * HelseID.Samples, TestTokenTool.
 */
import { claims as names } from 'helseid-contract'
import { isOn, objectIn, textsIn, type Values, withoutEmpty } from './caller-values.ts'
import { generationOf, toClaims } from './generation.ts'
import { defaultPid, personOf, pseudonym } from './persons.ts'
import type { Practitioner } from './tillitsrammeverk.ts'

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

const defaults: Values = {
  pid: defaultPid,
  ...namesOf(defaultPid),
  identityProvider: 'testidp-oidc',
  securityLevel: '4',
  assuranceLevel: 'high',
  network: 'internett',
  amr: ['pwd'],
}

/** Unknown: which user claims TTT creates when the request does not say. The twin creates those that the request gives. */
export function userClaims(body: Values): Values {
  const own = textsIn(objectIn(body, 'userClaimsParameters'), Object.keys(claimNames), 'userClaimsParameters')
  const { withDefaults, withGiven } = generationOf(body, 'user', 'given')
  const values = { ...(withDefaults && defaults), ...(withGiven && own), ...lookedUp(body, own) }
  return toClaims(withoutEmpty(values), claimNames)
}

/** The person that an attest is about, whether or not the token has claims about the user. */
export function practitionerOf(body: Values): Practitioner {
  const { pid: given, name: givenName, hprNumber } = withoutEmpty(objectIn(body, 'userClaimsParameters'))
  const pid = String(given ?? defaultPid)
  const { name } = namesOf(pid)
  return { pid, name: String(givenName ?? name), hprNumber: (hprNumber as string) ?? personOf(pid).hprNumber }
}

/** A person that the service looks up has no names from the request: NHN’s tool says so of each of them. */
const noNames: Values = { name: null, givenName: null, middleName: null, familyName: null }

/** What the service looks up about the person. */
function lookedUp(body: Values, own: Values): Values {
  const pid = String(own.pid ?? defaultPid)
  const { clientId = '' } = withoutEmpty(objectIn(body, 'clientClaimsParameters'))
  const { name, ...parts } = namesOf(pid)
  const { hprNumber, subject = pseudonym(`${pid} ${clientId}`) } = personOf(pid)
  const withParts = !isOn(body, 'onlySetNameForPerson')
  return {
    ...(isOn(body, 'getPersonFromPersontjenesten') && { ...noNames, name, ...(withParts && parts) }),
    ...(isOn(body, 'getHprNumberFromHprregisteret') && hprNumber !== undefined && { hprNumber }),
    ...(isOn(body, 'setPidPseudonym') && { pidPseudonym: pseudonym(pid) }),
    ...(isOn(body, 'setSubject') && { subject }),
  }
}

function namesOf(pid: string): { readonly name: string; readonly givenName: string; readonly familyName: string } {
  const { givenName, familyName } = personOf(pid)
  return { name: `${givenName} ${familyName}`, givenName, familyName }
}
