/** `iat` is a JSON number. */
import { isTextual, numericDate } from '../numeric-date.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { signedAt } from '../times.ts'

export const iatIsNumber: Rule = {
  id: 'iat-is-number',
  requires: 'The assertion’s `iat` is a JSON number, not a string',
  source: sourceOf('UP:sfm-id_for_multi_tenant-klienter (NHN’s own example); FHI Slash'),
  status: 'confirmed',
  at: 'assertion.claims.iat',
  needs: ['iat-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, now }) => {
    const iat = assertion?.claims?.iat
    if (!isTextual(iat)) return passed()
    return broken({
      expected: String(numericDate(iat)),
      seen: format(iat),
      fix: `Set \`iat\` to the number ${numericDate(iat)}`,
      value: signedAt(now),
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { iat: { $nowText: 0 } } } }] },
}
