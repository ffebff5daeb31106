/** A multi-tenant client sends the multi-tenant structure. */
import { multiTenantDetails, organizationSystems, singleTenantDetails } from '../organization-details.ts'
import { claimPlace } from '../place.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const structureFitsMultiTenancy: Rule = {
  id: 'structure-fits-multi-tenancy',
  requires: 'A multi-tenant client sends the multi-tenant organisation structure, with parent and child in one value',
  source: sourceOf(
    'FinnurO/forer-legeerklaering, observed on the test STS in August 2026; the beginning of the sentence is unknown',
  ),
  status: 'confirmed',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure'],
  asks: 'registration',
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: ({ client }) =>
      `The client '${client?.name}' (${client?.clientId}) is set up for multi-tenancy, but is passing a single tenant organization structure`,
  },
  check: ({ organization, client }) => {
    const { organization: sent } = organization ?? {}
    if (sent === undefined || client?.tenancy !== 'multi-tenant')
      return notEvaluated('no organisation was sent by a multi-tenant client')
    if (sent.form === 'multi-tenant') return passed()
    return broken({
      at: claimPlace(sent.at),
      expected: `system ${organizationSystems.multiTenant}`,
      seen: 'the single-tenant structure',
      fix: `Send ${JSON.stringify(multiTenantDetails('<parent>', sent.child))}`,
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
        assertion: { claims: { assertion_details: singleTenantDetails('${child}') } },
      },
    ],
  },
}
