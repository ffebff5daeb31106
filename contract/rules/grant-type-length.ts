/** `grant_type` is not longer than Duende IdentityServer reads. */
import { field } from '../facts.ts'
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const grantTypeLength: Rule = {
  id: 'grant-type-length',
  requires: `\`grant_type\` has at most ${limits.grantTypeLength} characters`,
  source: sourceOf('Duende InputLengthRestrictions.GrantType'),
  status: 'likely',
  at: 'form.grant_type',
  needs: ['grant-type-present'],
  answer: { to: 'body', error: 'unsupported_grant_type' },
  check: (facts) => {
    const { length } = field(facts, 'grant_type') ?? ''
    return length <= limits.grantTypeLength
      ? passed()
      : broken({
          expected: `at most ${limits.grantTypeLength} characters`,
          seen: `${length} characters`,
          fix: 'Send `grant_type=client_credentials`',
          value: 'client_credentials',
        })
  },
  examples: { passing: [{}], failing: [{ form: { grant_type: { $text: ['x', 101] } } }] },
}
