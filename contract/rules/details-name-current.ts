/** The organisation structure has its current claim name. */
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const detailsNameCurrent: Rule = {
  id: 'details-name-current',
  requires: 'The organisation structure is in `assertion_details`, not in `authorization_details`',
  source: sourceOf('UP:funksjonelle_krav FK5'),
  status: 'confirmed',
  at: 'assertion.claims.authorization_details',
  needs: ['assertion-readable'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1007: the structure of the client assertion does not comply',
  },
  check: ({ organization }) => {
    const names = organization?.claimNames ?? []
    if (names.length === 0) return notEvaluated('no organisation structure was sent')
    if (names.length > 1) return notEvaluated('the structure was sent under both names')
    return names.includes('authorization_details')
      ? broken({
          expected: 'assertion_details',
          seen: 'authorization_details',
          fix: 'Rename the claim to `assertion_details` and keep its value',
        })
      : passed()
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
        assertion: { claims: { authorization_details: multiTenantDetails('${parent}') } },
      },
    ],
  },
}
