/** The organisation has accepted the terms of use of every requested API. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const termsAccepted: Rule = {
  id: 'terms-accepted',
  requires: 'The organisation has accepted the terms of use of each requested API',
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
          seen: `terms of use not accepted for ${rejected.join(' ')}`,
          fix: 'The token lacks the scopes in `rejected_scope` of the response. Ask the organisation to accept the terms of use; on this twin, remove these scopes from `termsNotAccepted`',
        })
  },
  examples: {
    passing: [{}],
    failing: [{ client: { termsNotAccepted: ['${secondScope}'] }, form: { scope: '${scope} ${secondScope}' } }],
  },
}
