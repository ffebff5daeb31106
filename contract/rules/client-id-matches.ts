/** The form and the assertion name the same client. */
import { fieldValues } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const clientIdMatches: Rule = {
  id: 'client-id-matches',
  requires: 'The form’s `client_id` is the assertion’s `sub`',
  source: sourceOf('RFC 7521 4.2; Duende reads only `sub`'),
  status: 'unknown',
  at: 'form.client_id',
  needs: ['client-id-present', 'sub-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: (facts) => {
    const clientId = fieldValues(facts, 'client_id')[0]
    const sub = facts.assertion?.claims?.sub
    return clientId === sub
      ? passed()
      : broken({
          expected: format(sub),
          seen: format(clientId),
          fix: `Send \`client_id=${sub}\`, the client that the assertion authenticates`,
          value: sub,
        })
  },
  examples: { passing: [{}], failing: [{ otherClient: {}, form: { client_id: '${otherClientId}' } }] },
}
