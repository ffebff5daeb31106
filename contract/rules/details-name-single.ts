/** The organisation structure is sent under one claim name. */
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const detailsNameSingle: Rule = {
  id: 'details-name-single',
  requires: 'The assertion has `assertion_details` or `authorization_details`, not both',
  source: sourceOf('UP:funksjonelle_krav FK5; UP:sfm-id_for_multi_tenant-klienter; CF:750616578 (HID-1007)'),
  status: 'unknown',
  at: 'assertion.claims.authorization_details',
  needs: ['assertion-readable'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1007: assertion_details and authorization_details may not both be passed',
  },
  check: ({ organization }) => {
    const names = organization?.claimNames ?? []
    if (names.length === 0) return notEvaluated('no organisation structure was sent')
    return names.length === 1
      ? passed()
      : broken({
          expected: 'one of them',
          seen: names.join(' and '),
          fix: 'Remove `authorization_details`, the older name',
        })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
      },
    ],
    failing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: {
          claims: {
            assertion_details: multiTenantDetails('${parent}'),
            authorization_details: multiTenantDetails('${parent}'),
          },
        },
      },
    ],
  },
}
