/** `scope` is not longer than Duende IdentityServer reads. */
import { field } from '../facts.ts'
import { limits } from '../limits.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeLength: Rule = {
  id: 'scope-length',
  requires: `\`scope\` has at most ${limits.scopeLength} characters`,
  source: sourceOf('Duende InputLengthRestrictions.Scope; HelseID may have raised the limit'),
  status: 'unknown',
  at: 'form.scope',
  needs: ['body-readable'],
  answer: { to: 'body', error: 'invalid_scope' },
  check: (facts) => {
    const { length } = field(facts, 'scope') ?? ''
    return length <= limits.scopeLength
      ? passed()
      : broken({
          expected: `at most ${limits.scopeLength} characters`,
          seen: `${length} characters`,
          fix: 'Request fewer scopes at a time, with one token per API',
        })
  },
  examples: { passing: [{}], failing: [{ form: { scope: { $text: ['x', 301] } } }] },
}
