/** An assertion is used once. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const jtiOnce: Rule = {
  id: 'jti-once',
  requires: 'Each request carries a new assertion, including the retry after a nonce challenge',
  source: sourceOf('DuendeSoftware/foss#323 (HelseID team, 2026-02-19: “planning to establish a new requirement”)'),
  status: 'likely',
  at: 'assertion.claims.jti',
  needs: ['jti-present'],
  asks: 'memory',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const { jtiSeenAt, claims } = assertion ?? {}
    if (jtiSeenAt === undefined) return passed()
    return broken({
      expected: 'a `jti` that has not been used before',
      seen: `${format(claims?.jti)}, used at ${new Date(jtiSeenAt * 1000).toISOString()}`,
      fix: 'Sign a new assertion with a new `jti` for every request, including the retry with the nonce',
    })
  },
  examples: {
    passing: [{}, { before: [{}] }],
    failing: [
      { before: [{}], assertion: { reuse: true } },
      { before: [{ proof: { claims: { nonce: null } } }], assertion: { reuse: true } },
    ],
  },
}
