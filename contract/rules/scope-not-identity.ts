/** A machine client does not request identity scopes. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeNotIdentity: Rule = {
  id: 'scope-not-identity',
  requires: 'A client_credentials request has no identity scopes',
  source: sourceOf('UP:feilmeldinger'),
  status: 'confirmed',
  at: 'form.scope',
  needs: ['client-known', 'scope-length'],
  answer: { to: 'body', error: 'invalid_scope' },
  check: ({ scopes }) => {
    const identity = (scopes?.requested ?? []).filter(({ kind }) => kind === 'identity').map(({ scope }) => scope)
    return identity.length === 0
      ? passed()
      : broken({
          expected: 'API scopes only',
          seen: identity.join(' '),
          fix: `Remove ${identity.join(' ')}: a client_credentials token describes no person`,
        })
  },
  examples: {
    passing: [{}],
    failing: [{ form: { scope: 'openid profile' } }, { form: { scope: '${scope} helseid://scopes/identity/pid' } }],
  },
}
