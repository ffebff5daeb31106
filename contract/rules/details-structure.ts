/** The organisation structure has the form that HelseID documents. */
import type { Tenancy } from '../facts.ts'
import type { StructureFault } from '../organization.ts'
import { multiTenantDetails, sfmDetails, singleTenantDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const detailsStructure: Rule = {
  id: 'details-structure',
  requires: '`assertion_details` contains at most one organisation and one SFM journal id, in the documented form',
  source: sourceOf('UP:sfm-id_for_multi_tenant-klienter; CF:750616578 (HID-1007)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['details-name-single'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: ({ organization }) => {
      const fault = organization?.faults[0]
      return `HID-1007: the structure of the client assertion does not comply: ${fault?.at} should be ${fault?.expected}`
    },
  },
  check: ({ organization, client }) => {
    const faults = organization?.faults ?? []
    const [first] = faults
    if (first === undefined) return passed()
    return broken({
      at: claimPlace(first.at),
      expected: faults.map(({ at, expected }) => `${at}: ${expected}`).join('; '),
      seen: faults.map(({ seen }) => seen).join('; '),
      fix: `Send this object, alone or in an array: ${documented(faults, client?.tenancy)}`,
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

/** The documented structure that was probably intended, judging by the faults and by the client's tenancy. */
function documented(faults: readonly StructureFault[], tenancy: Tenancy | undefined): string {
  const sfm = faults.some(({ at }) => at.endsWith('/journal_id'))
  if (sfm) return JSON.stringify(sfmDetails('<UUID of the journal>'))
  if (tenancy === 'single-tenant') return JSON.stringify(singleTenantDetails('<child>'))
  return `${JSON.stringify(multiTenantDetails('<parent>', '<child>'))} (\`:<child>\` is optional)`
}
