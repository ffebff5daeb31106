/** Revocation ends refresh tokens; an access token of HelseID stays valid. */
import { broken, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import type { EndpointRule } from './endpoint-rule.ts'

export const revocationHasEffect: EndpointRule = {
  id: 'revocation-has-effect',
  requires: 'The token can be revoked: it is a refresh token',
  source: sourceOf('Duende TokenRevocationResponseGenerator; RFC 7009 2.2 and 3'),
  status: 'likely',
  at: 'form.token',
  needs: ['token-present-revocation'],
  answer: { to: 'body', error: 'invalid_request' },
  check: ({ presented }) =>
    presented?.claims === undefined
      ? passed()
      : broken({
          expected: 'a refresh token',
          seen: 'a JWT, which is self-contained: no one asks HelseID about it, so it stays valid until its `exp`',
          fix: 'Forget the access token, and let it expire; only a refresh token can be revoked',
        }),
  examples: { passing: [{ form: { token: 'unknown' } }], failing: [{}] },
}
