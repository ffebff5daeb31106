/** The child organisation's number has the current OID. */
import { identifierPlace } from '../organization.ts'
import { organizationSystems, singleTenantDetails } from '../organization-details.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const systemCurrent: Rule = {
  id: 'system-current',
  requires: `A single-tenant organisation structure has the system ${organizationSystems.singleTenant}`,
  source: sourceOf('HelseID.Library; HelseID.Samples use the older OID'),
  status: 'likely',
  at: 'assertion.claims.assertion_details',
  needs: ['details-structure'],
  answer: {
    to: 'body',
    error: 'invalid_request',
    description: 'HID-1007: the structure of the client assertion does not comply',
  },
  check: ({ organization }) => {
    const { organization: sent } = organization ?? {}
    if (sent?.form !== 'single-tenant') return notEvaluated('no single-tenant structure was sent')
    return sent.oldSystem
      ? broken({
          at: identifierPlace(sent, 'system'),
          expected: organizationSystems.singleTenant,
          seen: organizationSystems.singleTenantOld,
          fix: `Set \`system\` to "${organizationSystems.singleTenant}"`,
          value: organizationSystems.singleTenant,
        })
      : passed()
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
        client: { tenancy: 'single-tenant', parent: '${parent}', children: ['${child}'] },
        assertion: {
          claims: { assertion_details: singleTenantDetails('${child}', organizationSystems.singleTenantOld) },
        },
      },
    ],
  },
}
