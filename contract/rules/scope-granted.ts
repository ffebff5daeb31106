/** Each scope is granted to the client. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeGranted: Rule = {
  id: 'scope-granted',
  requires: 'Each requested scope is granted to the client',
  source: sourceOf('UP:feilmeldinger; Duende DefaultResourceValidator'),
  status: 'confirmed',
  at: 'form.scope',
  needs: ['client-known', 'scope-length'],
  asks: 'registration',
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes, client }) => {
    const missing = (scopes?.requested ?? [])
      .filter(({ kind, granted }) => kind === 'api' && !granted)
      .map(({ scope }) => scope)
    if (missing.length === 0) return passed()
    return broken({
      expected: client?.scopes.join(' ') || 'no scope: the client is granted none',
      seen: missing.join(' '),
      fix: `Apply for ${missing.join(', ')} in HelseID Selvbetjening; on this twin, add it to \`scopes\` of the registration`,
    })
  },
  examples: { passing: [{}], failing: [{ form: { scope: '${ungrantedScope}' } }] },
}
