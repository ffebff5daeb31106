/** The client is not disabled. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const clientEnabled: Rule = {
  id: 'client-enabled',
  requires: 'The client is enabled',
  source: sourceOf('Duende ClientSecretValidator'),
  status: 'likely',
  at: 'client.enabled',
  needs: ['client-known'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ client }) =>
    client?.enabled
      ? passed()
      : broken({
          expected: 'an enabled client',
          seen: 'a disabled client',
          fix: 'Enable the client in HelseID Selvbetjening, or confirm its draft; on this twin, register it with `enabled: true`',
          value: true,
        }),
  examples: { passing: [{}], failing: [{ client: { enabled: false } }] },
}
