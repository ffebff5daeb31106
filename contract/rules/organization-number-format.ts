/** Organisation numbers have nine digits. */
import { identifierPlace } from '../organization.ts'
import { multiTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const organizationNumberFormat: Rule = {
  id: 'organization-number-format',
  requires: 'An organisation number has nine digits',
  source: sourceOf('CF:750616578 (HID-1004)'),
  status: 'unknown',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1004: an organization number must have nine digits',
  },
  check: ({ organization }) => {
    const { organization: sent } = organization ?? {}
    if (sent === undefined) return notEvaluated('no organisation was sent')
    const wrong = [sent.parent, sent.child].filter((number) => number !== undefined && !/^\d{9}$/.test(number))
    return wrong.length === 0
      ? passed()
      : broken({
          at: identifierPlace(sent, 'value'),
          expected: 'nine digits',
          seen: wrong.join(', '),
          fix: 'Send each organisation number as nine digits without spaces',
        })
  },
  examples: {
    passing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}', '${child}') } },
      },
    ],
    failing: [
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: multiTenantDetails('12345678') } },
      },
      {
        client: { tenancy: 'multi-tenant' },
        assertion: { claims: { assertion_details: multiTenantDetails('${parent}', '12345678x') } },
      },
    ],
  },
}
