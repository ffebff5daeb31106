/** A multi-tenant client names the organisation it represents. */
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { audienceOf, selvbetjeningScope } from '../scopes.ts'
import { sourceOf } from '../sources.ts'

export const organizationPresent: Rule = {
  id: 'organization-present',
  requires: 'A multi-tenant client names the organisation it represents',
  source: sourceOf(
    'FinnurO/forer-legeerklaering, observed on the test STS in August 2026: the token is issued, and the API rejects it with a misleading error',
  ),
  status: 'confirmed',
  at: 'assertion.claims.assertion_details',
  needs: ['client-known', 'assertion-readable'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1007: the structure of the client assertion does not comply',
  },
  check: ({ organization, client, scopes }) => {
    if (client?.tenancy !== 'multi-tenant') return notEvaluated('the client is not multi-tenant')
    if (organization?.organization !== undefined) return passed()
    // A token for Selvbetjening concerns the client itself, not an organisation.
    if (scopes?.audiences.length === 1 && scopes.audiences[0] === audienceOf(selvbetjeningScope)) return passed()
    return broken({
      expected: 'the number of the organisation that the client represents',
      seen: 'no organisation structure, so the token has no orgnr_parent',
      fix: `Add \`assertion_details\` to the client assertion, as one object or in an array: ${JSON.stringify(multiTenantDetails('<parent>', '<child>'))} (\`:<child>\` is optional)`,
    })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}') } },
      },
      {
        client: { tenancy: 'multi-tenant', scopes: [selvbetjeningScope] },
        form: { scope: selvbetjeningScope },
      },
    ],
    failing: [{ client: { tenancy: 'multi-tenant' }, assertion: { claims: { assertion_details: null } } }],
  },
}
