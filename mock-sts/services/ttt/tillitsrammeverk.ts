/**
 * Makes the attest `nhn:tillitsrammeverk:parameters` from `tillitsrammeverkClaimsParameters`. Sources: HelseID.Samples, TestTokenTool, and
 * https://github.com/NorskHelsenett/Tillitsrammeverk, specs/informasjons_og_datamodell.md.
 */
import { isOn, objectIn, type Values, withoutEmpty } from './caller-values.ts'

type Attribute = Readonly<Record<string, string | boolean>>

interface Row {
  /** First letters of its parameters, followed by `Code`, `Text`, …. */
  readonly prefix: string
  /** The parameter that leaves the attribute out. */
  readonly leaveOut?: string
  /** Its members and their values where the request has none. Unknown: which ones TTT has; these are the specification’s examples. */
  readonly defaults: Attribute
  /** Names of parameters that do not follow the rule. */
  readonly named?: Readonly<Record<string, string>>
}

const identities = { legalEntity: '4.101', department: '4.102', person: '4.1', hpr: '4.4' } as const
const system = (identity: keyof typeof identities) => `urn:oid:2.16.578.1.12.4.1.${identities[identity]}`
const brreg = 'https://www.brreg.no'
const helsedirektoratet = 'https://www.helsedirektoratet.no/'

const hospital = {
  id: '874716782',
  name: 'OSLO UNIVERSITETSSYKEHUS HF RIKSHOSPITALET - SOMATIKK',
  system: system('legalEntity'),
  authority: brreg,
} as const

const practitioner: Readonly<Record<string, Row>> = {
  authorization: {
    prefix: 'practitionerAuthorization',
    leaveOut: 'dontSetPractitionerAuthorization',
    defaults: {
      code: 'LE',
      text: 'Lege',
      system: 'urn:oid:2.16.578.1.12.4.1.1.9060',
      assigner: helsedirektoratet,
    },
  },
  legal_entity: {
    prefix: 'practitionerLegalEntity',
    defaults: {
      id: '993467049',
      name: 'OSLO UNIVERSITETSSYKEHUS HF',
      system: system('legalEntity'),
      authority: brreg,
    },
  },
  point_of_care: {
    prefix: 'practitionerPointOfCare',
    defaults: hospital,
  },
  department: {
    prefix: 'practitionerDepartment',
    leaveOut: 'dontSetPractitionerDepartment',
    defaults: {
      id: '705592',
      name: 'Anestesiologi Seksjon RH',
      system: system('department'),
      authority: 'https://www.nhn.no',
    },
  },
}

const careRelationship: Readonly<Record<string, Row>> = {
  healthcare_service: {
    prefix: 'careRelationshipHealthcareService',
    leaveOut: 'dontSetCareRelationshipHealthcareService',
    named: { system: 'careRelationshipHealthcareSystem', assigner: 'careRelationshipHealthcareAssigner' },
    defaults: {
      code: '05',
      text: 'Allmennlege',
      system: 'urn:oid:2.16.578.1.12.4.1.1.8666',
      assigner: 'https://www.volven.no/',
    },
  },
  purpose_of_use: {
    prefix: 'careRelationshipPurposeOfUse',
    defaults: {
      code: 'TREAT',
      text: 'Behandling',
      system: 'urn:oid:2.16.840.1.113883.1.11.20448',
      assigner: 'http://www.hl7.org/',
    },
  },
  purpose_of_use_details: {
    prefix: 'careRelationshipPurposeOfUseDetails',
    leaveOut: 'dontSetCareRelationshipPurposeOfUseDetails',
    defaults: {
      code: 'BEHANDLER',
      text: 'Behandler',
      system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation',
      assigner: 'https://www.hl7.no/',
    },
  },
  decision_ref: {
    prefix: 'careRelationshipDecisionRef',
    named: { user_selected: 'careRelationshipDecisionRefUserSelected' },
    defaults: { id: '5a1b6f4e-3c1e-4b7e-9d56-0c8f6f0a2b11', user_selected: true },
  },
}

const patients: Readonly<Record<string, Row>> = {
  point_of_care: {
    prefix: 'patientsPointOfCare',
    leaveOut: 'dontSetPatientsPointOfCare',
    defaults: hospital,
  },
  department: {
    prefix: 'patientsDepartment',
    leaveOut: 'dontSetPatientsDepartment',
    defaults: {
      id: '109765',
      name: 'Øye dagkir/pol 1. etasje',
      system: system('department'),
      authority: 'https://www.nhn.no',
    },
  },
}

/** About whom the attest is; HelseID takes these from the token, not from the request. */
export interface Practitioner {
  readonly pid: string
  readonly name: string
  readonly hprNumber: string | undefined
}

const identifier: Row = {
  prefix: 'practitionerIdentifier',
  defaults: { id: '', name: '', system: system('person'), authority: 'https://www.skatteetaten.no' },
}
const hprNumber: Row = {
  prefix: 'practitionerHprNr',
  leaveOut: 'dontSetPractitionerHprNr',
  defaults: { id: '', system: system('hpr'), authority: helsedirektoratet },
}

const everyRow = [identifier, hprNumber, ...[practitioner, careRelationship, patients].flatMap(Object.values<Row>)]

/** All parameters, in the letter case in which this file looks them up. */
export const tillitsrammeverkNames: readonly string[] = everyRow.flatMap((row) => [
  ...(row.leaveOut === undefined ? [] : [row.leaveOut]),
  ...Object.keys(row.defaults).map((member) => parameterOf(row, member)),
])

/** `now` is the time of the attest, in epoch seconds. @throws {TypeError} for parameters of the wrong type */
export function tillitsrammeverk(body: Values, { pid, name, hprNumber: hpr }: Practitioner, now: number): Values {
  if (!isOn(body, 'createTillitsrammeverkClaims')) return {}
  const given = objectIn(body, 'tillitsrammeverkClaimsParameters')
  const known = { id: pid, name }
  const of = (rows: Readonly<Record<string, Row>>) =>
    Object.fromEntries(
      Object.entries(rows)
        .filter(
          ([, { leaveOut }]) => leaveOut === undefined || !isOn(given, leaveOut, 'tillitsrammeverkClaimsParameters.'),
        )
        .map(([attribute, row]) => [attribute, attributeOf(row, given)]),
    )
  const numbered =
    hpr === undefined ? {} : of({ hpr_nr: { ...hprNumber, defaults: { ...hprNumber.defaults, id: hpr } } })
  return {
    'nhn:tillitsrammeverk:parameters': {
      toa: now,
      practitioner: {
        ...of({ identifier: { ...identifier, defaults: { ...identifier.defaults, ...known } } }),
        ...numbered,
        ...of(practitioner),
      },
      care_relationship: of(careRelationship),
      patients: [of(patients)],
    },
  }
}

function attributeOf(row: Row, given: Values): Attribute {
  const values = withoutEmpty(given)
  const entries = Object.entries(row.defaults).map(([member, usual]) => {
    const name = parameterOf(row, member)
    if (typeof usual === 'boolean') return [member, name in values ? isOn(values, name) : usual] as const
    const value = values[name] ?? usual
    if (typeof value !== 'string') throw new TypeError(`tillitsrammeverkClaimsParameters.${name} must be text`)
    return [member, value] as const
  })
  return Object.fromEntries(entries)
}

function parameterOf({ prefix, named = {} }: Row, member: string): string {
  return named[member] ?? prefix + member.charAt(0).toUpperCase() + member.slice(1)
}
