/** A token request names one resource at most. */
import { fieldValues } from '../facts.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const resourceSingle: Rule = {
  id: 'resource-single',
  requires: 'The request has at most one `resource`',
  source: sourceOf('Duende TokenRequestValidator; UP:token-endepunktet'),
  status: 'likely',
  at: 'form.resource',
  needs: ['body-readable'],
  answer: {
    to: 'body',
    error: 'invalid_target',
    description: 'Multiple resource indicators not supported on token endpoint.',
  },
  check: (facts) => {
    const resources = fieldValues(facts, 'resource')
    if (resources.length <= 1) return passed()
    return broken({
      expected: 'one `resource`',
      seen: resources.join(', '),
      fix: 'Request one token per API, each with one `resource`',
    })
  },
  examples: {
    passing: [{}, { form: { resource: '${audience}' } }],
    failing: [{ form: { resource: ['${audience}', '${otherAudience}'] } }],
  },
}
