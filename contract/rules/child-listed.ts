/** The child organisation is registered for the client. */
import { identifierPlace } from '../organization.ts'
import { singleTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const childListed: Rule = {
  id: 'child-listed',
  requires: 'The child organisation is registered for the client',
  source: sourceOf('SB.Samples (childOrganizationNumbers); CF:750616578 (HID-1002)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['child-enabled', 'organization-number-format'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1002: the child organization is not in the whitelist of the client',
  },
  check: ({ organization, client }) => {
    const { organization: sent } = organization ?? {}
    if (sent?.form !== 'single-tenant' || sent.child === undefined)
      return notEvaluated('no child organisation was sent without a parent')
    if (client?.children.includes(sent.child)) return passed()
    return broken({
      at: identifierPlace(sent, 'value'),
      expected: client?.children.join(', ') ?? '',
      seen: sent.child,
      fix: 'Register the child organisation for the client in HelseID Selvbetjening; on this twin, add it to `children` of the registration',
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
        client: { tenancy: 'single-tenant', parent: '${parent}', children: ['${parent}'] },
        assertion: { claims: { assertion_details: singleTenantDetails('${child}') } },
      },
    ],
  },
}
