/** The assertion has a unique id. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import { isBlank } from '../white-space.ts'

export const jtiPresent: Rule = {
  id: 'jti-present',
  requires: 'The assertion has a `jti`, a string that is not blank',
  source: sourceOf('UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator'),
  status: 'likely',
  at: 'assertion.claims.jti',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const jti = assertion?.claims?.jti
    return typeof jti === 'string' && !isBlank(jti)
      ? passed()
      : broken({
          expected: 'a unique string, for example a UUID',
          seen: format(jti),
          fix: 'Set `jti` to a new UUID for every assertion',
        })
  },
  examples: {
    passing: [{}],
    failing: [
      { assertion: { claims: { jti: null } } },
      { assertion: { claims: { jti: '' } } },
      { assertion: { claims: { jti: ' ' } } },
      { assertion: { claims: { jti: 17 } } },
    ],
  },
}
