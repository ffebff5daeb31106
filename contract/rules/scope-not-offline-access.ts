/** A machine client does not need a refresh token. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeNotOfflineAccess: Rule = {
  id: 'scope-not-offline-access',
  requires: 'A client_credentials request does not have the scope `offline_access`',
  source: sourceOf('Duende TokenRequestValidator'),
  status: 'likely',
  at: 'form.scope',
  needs: ['client-known', 'scope-length'],
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes }) =>
    scopes?.requested?.some(({ kind }) => kind === 'offline_access')
      ? broken({
          expected: 'API scopes only',
          seen: 'offline_access',
          fix: 'Remove `offline_access`: a machine client requests a new token when the old one expires',
        })
      : passed(),
  examples: { passing: [{}], failing: [{ form: { scope: '${scope} offline_access' } }] },
}
