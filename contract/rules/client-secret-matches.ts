/** A client with legacyAuth sends its registered secret. */
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const clientSecretMatches: Rule = {
  id: 'client-secret-matches',
  requires: 'A client with `legacyAuth` sends its registered secret',
  source: sourceOf('the twin’s own setting legacyAuth; RFC 6749 2.3.1'),
  status: 'unknown',
  at: 'form.client_secret',
  needs: ['no-client-secret'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ credential }) => {
    if (credential.kind !== 'basic-secret' && credential.kind !== 'form-secret')
      return notEvaluated('no secret was sent')
    if (credential.secretMatches) return passed()
    return broken({
      at: credential.kind === 'basic-secret' ? 'headers.authorization' : undefined,
      expected: 'the registered secret',
      seen: 'a different secret',
      fix: 'Send the `clientSecret` of the registration, form-encoded',
    })
  },
  examples: {
    passing: [
      {
        client: { legacyAuth: true, clientSecret: 'right' },
        form: { client_secret: 'right', client_assertion: null, client_assertion_type: null },
      },
    ],
    failing: [
      {
        client: { legacyAuth: true, clientSecret: 'right' },
        form: { client_secret: 'wrong', client_assertion: null, client_assertion_type: null },
      },
    ],
  },
}
