/** Something remains to be granted. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeRemains: Rule = {
  id: 'scope-remains',
  requires: 'The organisation has accepted the terms of at least one scope asked for',
  source: sourceOf('HelseID.Library token_requests.md speaks of single scopes only'),
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
          seen: `none accepted for ${scopes.rejected.join(' ')}`,
          fix: 'Have the organisation accept the terms of use of the API; on this twin, take the scope out of `termsNotAccepted`',
        }),
  examples: {
    passing: [{}, { client: { termsNotAccepted: ['${secondScope}'] } }],
    failing: [{ client: { termsNotAccepted: ['${scope}'] } }],
  },
}
