/** Only a multi-tenant client sends a journal id. */
import { multiTenantDetails, sfmDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const sfmMultiTenant: Rule = {
  id: 'sfm-multi-tenant',
  requires: 'Only a multi-tenant client sends an SFM journal id',
  source: sourceOf('UP:sfm-id_for_multi_tenant-klienter; for a single-tenant client it is registered'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure', 'client-known'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1007: the structure of the client assertion does not comply',
  },
  check: ({ organization, client }) => {
    if (organization?.sfmJournalId === undefined) return notEvaluated('no journal id was sent')
    if (client?.tenancy === 'multi-tenant') return passed()
    return broken({
      at: claimPlace(`/${organization.claimNames[0]}`),
      expected: 'a registered journal id',
      seen: 'a journal id in the assertion',
      fix:
        client?.tenancy === 'single-tenant'
          ? 'Remove it: for a single-tenant client, the claim e-helse:sfm.api/client/claims/sfm-id comes from the registration (`sfmId`)'
          : 'Register the client as multi-tenant; on this twin, set `tenancy` and `supplier` of the registration',
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
      {
        client: { tenancy: 'single-tenant', parent: '${parent}' },
        assertion: { claims: { assertion_details: sfmDetails('${uuid}') } },
      },
    ],
  },
}
