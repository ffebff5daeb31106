/** The client's RSA key is long enough. */
import { minimumRsaBits } from '../algorithms.ts'
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const keyRsa2048: Rule = {
  id: 'key-rsa-2048',
  requires: `The client’s RSA key has at least ${minimumRsaBits} bits`,
  source: sourceOf('UP:krav_til_kryptografi (2026-05-05)'),
  status: 'confirmed',
  at: 'client.jwks',
  needs: ['signature-verifies'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const bits = assertion?.verifiedBy?.bits
    if (bits === undefined || bits >= minimumRsaBits) return passed()
    return broken({
      expected: `${minimumRsaBits} bits or more`,
      seen: `${bits} bits`,
      fix: `Generate and register an RSA key of at least ${minimumRsaBits} bits, or a P-256 key`,
    })
  },
  examples: { passing: [{}], failing: [{ client: { keys: [{ key: 'weak' }] }, assertion: { key: 'weak' } }] },
}
