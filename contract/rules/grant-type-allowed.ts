/** The client may use the grant. */
import { field } from '../facts.ts'
import { broken, passed, type Rule, show } from '../rule.ts'

export const grantTypeAllowed: Rule = {
  id: 'grant-type-allowed',
  demands: 'The client is registered for the grant',
  source: { cite: 'UP:feilmeldinger; Duende TokenRequestValidator' },
  status: 'confirmed',
  needs: ['grant-type-known'],
  answer: { error: 'unauthorized_client' },
  check: (facts) => {
    const grant = field(facts, 'grant_type') ?? ''
    const allowed = facts.client?.grantTypes ?? []
    if (allowed.includes(grant)) return passed()
    return broken({
      expected: allowed.join(', ') || 'no grant at all',
      seen: show(grant),
      mend: `Use a grant that the client is registered for, or have it registered for ${grant}`,
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { form: { grant_type: 'authorization_code' } },
      { form: { grant_type: 'password' } },
      { client: { grantTypes: ['authorization_code'] } },
    ],
  },
}
