/** The client may send a child organisation. */
import { singleTenantDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const childEnabled: Rule = {
  id: 'child-enabled',
  requires:
    'Only a single-tenant client with registered child organisations sends a child organisation without a parent',
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
      return notEvaluated('no child organisation was sent without a parent')
    if (client?.tenancy === 'single-tenant' && client.children.length > 0) return passed()
    return broken({
      at: claimPlace(sent.at),
      expected: `no child organisation: the client’s tenancy is ${client?.tenancy}, and it has no registered child organisations`,
      seen: sent.value,
      fix:
        client?.tenancy === 'single-tenant'
          ? 'Register the child organisation for the client in HelseID Selvbetjening; on this twin, add it to `children` of the registration'
          : 'Remove `assertion_details`, or register the client as single-tenant with its child organisations; on this twin, set `tenancy`, `parent` and `children` of the registration',
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
