/** A machine does not ask about a person. */
import { broken, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const scopeNotIdentity: Rule = {
  id: 'scope-not-identity',
  requires: 'Identity scopes are not asked for by client_credentials',
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
          fix: `Leave out ${identity.join(' ')}: there is no person in a machine’s token`,
        })
  },
  examples: {
    passing: [{}],
    failing: [{ form: { scope: 'openid profile' } }, { form: { scope: '${scope} helseid://scopes/identity/pid' } }],
  },
}
