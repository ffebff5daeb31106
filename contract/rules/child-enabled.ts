/** The client may name a unit. */
import { singleTenantDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const childEnabled: Rule = {
  id: 'child-enabled',
  requires: 'Only a single-tenant client with a list of units passes a child organisation by itself',
  source: sourceOf('CF:750616578 (HID-1006)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1006: passing of a child organization is not enabled for this client',
  },
  check: ({ organization, client }) => {
    const { organization: sent } = organization ?? {}
    if (sent?.form !== 'single-tenant' || client?.tenancy === 'multi-tenant')
      return notEvaluated('no child organisation by itself')
    if (client?.tenancy === 'single-tenant' && client.children.length > 0) return passed()
    return broken({
      at: claimPlace(sent.at),
      expected: `no child: the client’s tenancy is ${client?.tenancy}, and it has no list of units`,
      seen: sent.value,
      fix:
        client?.tenancy === 'single-tenant'
          ? 'Have the unit registered for the client at Selvbetjening; on this twin, list it in `children` of the registration'
          : 'Leave `assertion_details` out, or have the client registered as single-tenant with its units; on this twin, set `tenancy`, `parent` and `children` of the registration',
    })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'single-tenant', parent: '${parent}', children: ['${child}'] },
        assertion: { claims: { assertion_details: singleTenantDetails('${child}') } },
      },
    ],
    failing: [
      {
        client: { tenancy: 'single-tenant', parent: '${parent}' },
        assertion: { claims: { assertion_details: singleTenantDetails('${child}') } },
      },
      { assertion: { claims: { assertion_details: singleTenantDetails('${child}') } } },
    ],
  },
}
