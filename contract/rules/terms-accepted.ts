/** The organisation has accepted the terms of every scope. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const termsAccepted: Rule = {
  id: 'terms-accepted',
  requires: 'The organisation has accepted the terms of use of each API asked for',
  source: sourceOf('HelseID.Library token_requests.md (rejected_scope)'),
  status: 'likely',
  at: 'client.termsNotAccepted',
  needs: ['client-known'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes }) => {
    const rejected = scopes?.rejected ?? []
    return rejected.length === 0
      ? passed()
      : broken({
          expected: 'accepted terms of use',
          seen: `none for ${rejected.join(' ')}`,
          fix: 'Read `rejected_scope` of the answer: these scopes are not in the token. Have the organisation accept the terms; on this twin, see `termsNotAccepted`',
        })
  },
  examples: {
    passing: [{}],
    failing: [{ client: { termsNotAccepted: ['${secondScope}'] }, form: { scope: '${scope} ${secondScope}' } }],
  },
}
