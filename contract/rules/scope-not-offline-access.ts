/** A machine needs no refresh token. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeNotOfflineAccess: Rule = {
  id: 'scope-not-offline-access',
  requires: '`offline_access` is not asked for by client_credentials',
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
          fix: 'Leave out `offline_access`: a machine asks for a new token when the old one ends',
        })
      : passed(),
  examples: { passing: [{}], failing: [{ form: { scope: '${scope} offline_access' } }] },
}
