/** At least one scope can be granted. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeRemains: Rule = {
  id: 'scope-remains',
  requires: 'The organisation has accepted the terms of use of at least one requested scope',
  source: sourceOf('HelseID.Library token_requests.md covers single scopes only'),
  status: 'unknown',
  at: 'client.termsNotAccepted',
  needs: ['scope-any', 'scope-known', 'scope-not-identity'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes }) =>
    scopes === undefined || scopes.granted.length > 0 || scopes.rejected.length === 0
      ? passed()
      : broken({
          expected: 'accepted terms of use',
          seen: `terms of use not accepted for ${scopes.rejected.join(' ')}`,
          fix: 'Ask the organisation to accept the API’s terms of use; on this twin, remove the scope from `termsNotAccepted`',
        }),
  examples: {
    passing: [{}, { client: { termsNotAccepted: ['${secondScope}'] } }],
    failing: [{ client: { termsNotAccepted: ['${scope}'] } }],
  },
}
