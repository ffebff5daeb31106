/** Only a multi-tenant client sends a parent organisation. */
import { multiTenantDetails, singleTenantDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const parentEnabled: Rule = {
  id: 'parent-enabled',
  requires: 'Only a multi-tenant client sends a parent organisation',
  source: sourceOf('CF:750616578 (HID-1005)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1005: passing of a parent organization is not enabled for this client',
  },
  check: ({ organization, client }) => {
    const { organization: sent } = organization ?? {}
    if (sent === undefined || sent.form !== 'multi-tenant') return notEvaluated('no parent organisation was sent')
    if (client?.tenancy === 'multi-tenant') return passed()
    const instead =
      client?.tenancy === 'single-tenant' && sent.child
        ? `Send ${JSON.stringify(singleTenantDetails(sent.child))}`
        : 'Remove the organisation from `assertion_details`'
    return broken({
      at: claimPlace(sent.at),
      expected: `no parent organisation: the client’s tenancy is ${client?.tenancy}`,
      seen: sent.value,
      fix: `${instead}, or register the client as multi-tenant`,
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
        client: { tenancy: 'single-tenant', parent: '${parent}' },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
      },
      { assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } } },
    ],
  },
}
