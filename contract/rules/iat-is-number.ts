/** `iat` is a JSON number. */
import { isTextual } from '../numeric-date.ts'
import { broken, passed, type Rule, show } from '../rule.ts'

export const iatIsNumber: Rule = {
  id: 'iat-is-number',
  demands: 'The assertion’s `iat` is a JSON number, not a string',
  source: { cite: 'UP:sfm-id_for_multi_tenant-klienter (NHN’s own example); FHI Slash' },
  status: 'confirmed',
  needs: ['iat-present'],
  answer: { error: 'invalid_client' },
  check: ({ assertion }) => {
    const iat = assertion?.claims?.iat
    if (!isTextual(iat)) return passed()
    return broken({ expected: String(iat), seen: show(iat), mend: `Set \`iat\` to the number ${iat}` })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { iat: { $nowText: 0 } } } }] },
}
