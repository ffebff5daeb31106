/** The structure is one that HelseID documents. */
import { multiTenantDetails, sfmDetails } from '../organization-details.ts'
import { broken, passed, type Rule } from '../rule.ts'

export const detailsStructure: Rule = {
  id: 'details-structure',
  demands: '`assertion_details` holds one organisation, and a journal id at most, in the documented form',
  source: { cite: 'UP:sfm-id_for_multi_tenant-klienter; CF:750616578 (HID-1007)' },
  status: 'unknown',
  needs: ['details-name-single'],
  answer: {
    error: 'invalid_request',
    description: ({ organization }) => {
      const fault = organization?.faults[0]
      return `HID-1007: the structure of the client assertion does not comply: ${fault?.at} should be ${fault?.expected}`
    },
  },
  check: ({ organization }) => {
    const faults = organization?.faults ?? []
    if (faults.length === 0) return passed()
    return broken({
      expected: faults.map(({ at, expected }) => `${at}: ${expected}`).join('; '),
      seen: faults.map(({ seen }) => seen).join('; '),
      mend: `Send, for a multi-tenant client, ${JSON.stringify(multiTenantDetails('<parent>', '<child>'))}`,
    })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: [multiTenantDetails('${parent}'), sfmDetails('${uuid}')] } },
      },
    ],
    failing: [
      { client: { tenancy: 'multi-tenant' }, assertion: { claims: { assertion_details: 'NO:ORGNR:${parent}' } } },
      { client: { tenancy: 'multi-tenant' }, assertion: { claims: { assertion_details: { type: 'other' } } } },
      { client: { tenancy: 'multi-tenant' }, assertion: { claims: { assertion_details: [sfmDetails('no-uuid')] } } },
    ],
  },
}
