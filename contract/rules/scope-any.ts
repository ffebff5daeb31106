/** There is a scope to give. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeAny: Rule = {
  id: 'scope-any',
  requires: 'The client asks for a scope, or holds one',
  source: sourceOf('Duende TokenRequestValidator; CF:481787927'),
  status: 'likely',
  at: 'client.scopes',
  needs: ['client-known', 'body-readable'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes }) =>
    scopes?.requested !== undefined || scopes?.held !== 0
      ? passed()
      : broken({
          expected: 'a client with at least one API scope',
          seen: 'none',
          fix: 'Have an API scope granted to the client; on this twin, list it in `scopes` of the registration',
        }),
  examples: { passing: [{}, { form: { scope: null } }], failing: [{ client: { scopes: [] }, form: { scope: null } }] },
}
