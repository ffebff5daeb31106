/** Each resource indicator is an absolute URI without a fragment. */
import { fieldValues } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const resourceIsUri: Rule = {
  id: 'resource-is-uri',
  requires: '`resource` is an absolute URI without a fragment',
  source: sourceOf('Duende TokenRequestValidator; RFC 8707 2'),
  status: 'likely',
  at: 'form.resource',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_target', description: 'Invalid resource indicator format' },
  check: (facts) => {
    const wrong = fieldValues(facts, 'resource').find((value) => !URL.canParse(value) || value.includes('#'))
    if (wrong === undefined) return passed()
    return broken({
      expected: 'the audience of an API, such as nhn:msh',
      seen: format(wrong),
      fix: 'Send the audience of the API, without a fragment: it is the part of its scopes before the slash',
    })
  },
  examples: {
    passing: [{}, { form: { resource: '${audience}' } }],
    failing: [{ form: { resource: '${audience}#part' } }, { form: { resource: 'not a uri' } }],
  },
}
