/** The assertion is not longer than Duende IdentityServer reads. */
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const assertionLength: Rule = {
  id: 'assertion-length',
  requires: `The assertion has at most ${limits.assertionLength} characters`,
  source: sourceOf('Duende InputLengthRestrictions.Jwt'),
  status: 'likely',
  at: 'assertion',
  needs: ['assertion-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const length = assertion?.compact.length ?? 0
    if (length <= limits.assertionLength) return passed()
    return broken({
      expected: `at most ${limits.assertionLength} characters`,
      seen: `${length} characters`,
      fix: 'Remove claims that HelseID does not require',
    })
  },
  examples: { passing: [{}, { assertion: { padTo: 51_200 } }], failing: [{ assertion: { padTo: 51_201 } }] },
}
