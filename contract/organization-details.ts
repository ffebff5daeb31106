/** Makes the structures that a client puts into `assertion_details` (helseid.md 3.3). */

/** Structure types that HelseID knows in a client assertion. */
export const detailTypes = { organization: 'helseid_authorization', sfm: 'nhn:sfm:journal-id' } as const

/** `system` of an organisation number. */
export const organizationSystems = {
  multiTenant: 'urn:oid:1.0.6523',
  singleTenant: 'urn:oid:2.16.578.1.12.4.1.4.101',
  /** Older OID of the same, in NHN's samples. */
  singleTenantOld: 'urn:oid:2.16.578.1.12.4.1.2.101',
} as const

/** For a multi-tenant client: the organisation it speaks for, and the unit if there is one. */
export function multiTenantDetails(parent: string, child?: string) {
  return organization(organizationSystems.multiTenant, ['NO', 'ORGNR', parent, ...(child ? [child] : [])].join(':'))
}

/** For a single-tenant client: the unit; the organisation itself comes from the registration. */
export function singleTenantDetails(child: string, system: string = organizationSystems.singleTenant) {
  return organization(system, child)
}

/** For a multi-tenant client of SFM: the journal. `journalId` is a UUID. */
export function sfmDetails(journalId: string) {
  return { type: detailTypes.sfm, value: { journal_id: journalId } }
}

function organization(system: string, value: string) {
  const identifier = { system, type: 'ENH', value }
  return { type: detailTypes.organization, practitioner_role: { organization: { identifier } } }
}
