/** The client has at least one scope to request. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeAny: Rule = {
  id: 'scope-any',
  requires: 'The client requests a scope, or is granted at least one',
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
          seen: 'no API scope',
          fix: 'Apply for an API scope in HelseID Selvbetjening; on this twin, add one to `scopes` of the registration',
        }),
  examples: { passing: [{}, { form: { scope: null } }], failing: [{ client: { scopes: [] }, form: { scope: null } }] },
}
