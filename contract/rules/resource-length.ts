/** Each resource indicator is not longer than Duende IdentityServer reads. */
import { fieldValues } from '../facts.ts'
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const resourceLength: Rule = {
  id: 'resource-length',
  requires: `Each \`resource\` has at most ${limits.resourceLength} characters`,
  source: sourceOf('Duende InputLengthRestrictions.ResourceIndicatorMaxLength'),
  status: 'likely',
  at: 'form.resource',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_target', description: 'Resource indicator maximum length exceeded' },
  check: (facts) => {
    const longest = Math.max(0, ...fieldValues(facts, 'resource').map((value) => value.length))
    if (longest <= limits.resourceLength) return passed()
    return broken({
      expected: `at most ${limits.resourceLength} characters`,
      seen: `${longest} characters`,
      fix: 'Send only the audience of the API as `resource`',
    })
  },
  examples: {
    passing: [{}, { form: { resource: '${audience}' } }],
    failing: [{ form: { resource: { $text: ['nhn:', 129] } } }],
  },
}
