/** Stands in for NHN’s registers of persons and health personnel, which are not reachable offline. */
import { createHash } from 'node:crypto'

export interface Person {
  readonly givenName: string
  readonly familyName: string
  /** Undefined for a person without a number, and where it is not published. */
  readonly hprNumber?: string
  /** `sub` that HelseID’s test environment gives this person. */
  readonly subject?: string
}

/** The person that a test token is about unless the request says otherwise. */
export const defaultPid = '05898597468'

/** Synthetic persons that NHN and users of HelseID’s test environment have published. */
const published: Readonly<Record<string, Person>> = {
  [defaultPid]: {
    givenName: 'GRØNN',
    familyName: 'VITS',
    hprNumber: '565501872',
    subject: 'OCW7BpVN57vnbxBUE8WOOTM9FokCaBixlD2y8FgYCag=',
  },
  '06828399789': {
    givenName: 'KVART',
    familyName: 'GREVLING',
    hprNumber: '565505933',
    subject: 'PGzVzvP2JvlXV++OJSJAQG5d99BH8QsikmxpdIAKSZk=',
  },
  '11857998857': { givenName: 'VIRKELIG', familyName: 'KJELTRING' },
  '15849197352': {
    givenName: 'LIVSTRETT',
    familyName: 'BEVER',
    hprNumber: '565550846',
    subject: 'c4SrhKObpoFbX+voZUHlG9RCKdHaCXASuxltkCRAQUo=',
  },
  '67865800174': { givenName: 'DIREKTE', familyName: 'HEI' },
  '60838200624': { givenName: 'VEIK', familyName: 'LOGARITME' },
  '70917001144': { givenName: 'HYPPIG', familyName: 'AVTALE' },
  '03678826129': { givenName: 'GRANULERT', familyName: 'NILFISK' },
}

const stranger: Person = { givenName: 'SYNTETISK', familyName: 'TESTPERSON', hprNumber: '431001110' }

/** Everyone whose name is not published has the same name and HPR number. */
export function personOf(pid: string): Person {
  return (Object.hasOwn(published, pid) ? published[pid] : undefined) ?? stranger
}

/** Stands in for NHN’s pseudonyms: 32 bytes, as theirs. */
export function pseudonym(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
