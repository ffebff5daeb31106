/** One API is asked for at a time. */
import { fieldValues } from '../facts.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const resourceSingle: Rule = {
  id: 'resource-single',
  requires: 'The token endpoint takes one `resource`',
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
      fix: 'Ask for one token for each API, with one `resource` each',
    })
  },
  examples: {
    passing: [{}, { form: { resource: '${audience}' } }],
    failing: [{ form: { resource: ['${audience}', '${otherAudience}'] } }],
  },
}
