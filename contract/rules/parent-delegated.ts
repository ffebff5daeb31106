/** The organisation has delegated to the supplier in Altinn. */
import { identifierPlace } from '../organization.ts'
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const parentDelegated: Rule = {
  id: 'parent-delegated',
  requires: 'The parent organisation has delegated to the supplier in Altinn, or is the supplier itself',
  source: sourceOf('CF:749371403; CF:750616578 (HID-1001)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['parent-enabled', 'organization-number-format'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1001: the parent organization is not in the whitelist of the client',
  },
  check: ({ organization, client }) => {
    const { organization: sent } = organization ?? {}
    const parent = sent?.parent
    if (sent === undefined || parent === undefined) return notEvaluated('no parent organisation was sent')
    // A supplier need not delegate to itself (likely; not documented).
    if (parent === client?.supplier) return passed()
    if (client?.delegations?.includes(parent) ?? true) return passed()
    return broken({
      at: identifierPlace(sent, 'value'),
      expected: client?.delegations?.join(', ') || 'an organisation that has delegated to the supplier, but none has',
      seen: parent,
      fix: `Ask ${parent} to delegate to the supplier in Altinn; on this twin, add it to \`delegations\` of the registration`,
    })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant', delegations: ['${parent}'] },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
      },
      {
        client: { tenancy: 'multi-tenant', supplier: '${supplier}', delegations: [] },
        assertion: { claims: { assertion_details: multiTenantDetails('${supplier}') } },
      },
    ],
    failing: [
      {
        client: { tenancy: 'multi-tenant', delegations: [] },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
      },
    ],
  },
}
