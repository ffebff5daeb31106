/** The form names the client as well. */
import { fieldValues } from '../facts.ts'
import { broken, notEvaluated, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const clientIdPresent: Rule = {
  id: 'client-id-present',
  requires: 'The form has a `client_id`',
  source: sourceOf('UP:token-endepunktet calls it required; HelseID.Library.Java does not send it'),
  status: 'likely',
  at: 'form.client_id',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: (facts) => {
    if (fieldValues(facts, 'client_id').length > 0) return passed()
    if (facts.credential.kind !== 'assertion') return notEvaluated('the client does not authenticate with an assertion')
    return broken({
      expected: facts.credential.clientId,
      seen: 'nothing',
      fix: `Send \`client_id=${facts.credential.clientId}\` with the assertion`,
      value: facts.credential.clientId,
    })
  },
  examples: { passing: [{}], failing: [{ form: { client_id: null } }] },
}
