/** The client may use the grant type. */
import { field } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const grantTypeAllowed: Rule = {
  id: 'grant-type-allowed',
  requires: 'The client is registered for the grant type',
  source: sourceOf('UP:feilmeldinger; Duende TokenRequestValidator'),
  status: 'confirmed',
  at: 'form.grant_type',
  needs: ['grant-type-known'],
  asks: 'registration',
  answer: { to: 'body', error: 'unauthorized_client' },
  check: (facts) => {
    const grant = field(facts, 'grant_type') ?? ''
    const allowed = facts.client?.grantTypes ?? []
    if (allowed.includes(grant)) return passed()
    const isServed = grant === 'client_credentials'
    return broken({
      at: isServed ? 'client.grantTypes' : undefined,
      expected: allowed.join(', ') || 'no grant type',
      seen: format(grant),
      fix: `Use a grant type that the client is registered for, or register the client for ${grant}`,
      value: !isServed && allowed.length === 1 ? allowed[0] : undefined,
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
