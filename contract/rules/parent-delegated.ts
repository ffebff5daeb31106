/** The organisation has delegated to the supplier. */
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'

export const parentDelegated: Rule = {
  id: 'parent-delegated',
  demands: 'The parent organisation has delegated to the supplier in Altinn',
  source: { cite: 'CF:749371403; CF:750616578 (HID-1001)' },
  status: 'unknown',
  needs: ['parent-enabled', 'organization-number-format'],
  answer: {
    error: 'invalid_request',
    description: 'HID-1001: the parent organization is not in the whitelist of the client',
  },
  check: ({ organization, client }) => {
    const parent = organization?.organization?.parent
    if (parent === undefined) return notEvaluated('no parent organisation was sent')
    if (client?.delegations?.includes(parent) ?? true) return passed()
    return broken({
      expected: client?.delegations?.join(', ') || 'an organisation that has delegated; none has',
      seen: parent,
      mend: `Have ${parent} delegate to the supplier in Altinn; on this twin, add it to \`delegations\` of the registration`,
    })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant', delegations: ['${parent}'] },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
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
