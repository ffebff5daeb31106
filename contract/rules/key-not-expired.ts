/** The key that signed has not expired. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const keyNotExpired: Rule = {
  id: 'key-not-expired',
  requires: 'The registered key has not expired',
  source: sourceOf('Duende SecretValidator ignores expired secrets; SB.Samples (keys have an expiration)'),
  status: 'likely',
  at: 'client.jwks',
  needs: ['signature-verifies'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, twinNow }) => {
    const { expiresAt, kid } = assertion?.verifiedBy ?? {}
    if (expiresAt === undefined || expiresAt > twinNow) return passed()
    return broken({
      expected: 'a key that is still valid',
      seen: `"${kid}" expired at ${new Date(expiresAt * 1000).toISOString()}`,
      fix: 'Generate a new key pair, register the public key in HelseID Selvbetjening and sign with the private key',
    })
  },
  examples: { passing: [{}], failing: [{ client: { keys: [{ key: 'registered', expired: true }] } }] },
}
