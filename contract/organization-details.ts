/** The structures that a client sends in `assertion_details` (UP:organisasjonsnumre). */

/** Structure types that HelseID supports in a client assertion. */
export const detailTypes = { organization: 'helseid_authorization', sfm: 'nhn:sfm:journal-id' } as const

/** `system` of an organisation number. */
export const organizationSystems = {
  multiTenant: 'urn:oid:1.0.6523',
  singleTenant: 'urn:oid:2.16.578.1.12.4.1.4.101',
  /** The older OID for the same, in HelseID.Samples. */
  singleTenantOld: 'urn:oid:2.16.578.1.12.4.1.2.101',
} as const

/**
 * For a multi-tenant client: the parent organisation it represents and, optionally, a child organisation. Numbers have
 * nine digits.
 * @example
 * const claims = { assertion_details: multiTenantDetails('994598759', '983658725') }
 */
export function multiTenantDetails(parent: string, child?: string) {
  return organization(organizationSystems.multiTenant, ['NO', 'ORGNR', parent, ...(child ? [child] : [])].join(':'))
}

/** For a single-tenant client: the child organisation. The parent organisation is registered. */
export function singleTenantDetails(child: string, system: string = organizationSystems.singleTenant) {
  return organization(system, child)
}

/** For a multi-tenant client of SFM: the journal id, a UUID. */
export function sfmDetails(journalId: string) {
  return { type: detailTypes.sfm, value: { journal_id: journalId } }
}

function organization(system: string, value: string) {
  const identifier = { system, type: 'ENH', value }
  return { type: detailTypes.organization, practitioner_role: { organization: { identifier } } }
}
