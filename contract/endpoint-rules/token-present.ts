/** The family of rules that require a token: one for each endpoint, with its own answer. */
import { type Facts, field } from '../facts.ts'
import { broken, type Finding, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import type { EndpointRule } from './endpoint-rule.ts'

const common = {
  status: 'likely',
  at: 'form.token',
  needs: ['body-readable'],
  check: checkToken,
  // A blank value is as good as none (AsNameValueCollection).
  examples: {
    passing: [{}, { form: { token: ['', '${token}'] } }],
    failing: [{ form: { token: null } }, { form: { token: ' ' } }, { form: { token: '' } }],
  },
} as const

export const tokenPresent: Readonly<Record<'revocation' | 'introspection', EndpointRule>> = {
  revocation: {
    id: 'token-present-revocation',
    requires: 'The request has the token to revoke',
    source: sourceOf('Duende TokenRevocationRequestValidator; RFC 7009 2.1'),
    ...common,
    answer: { to: 'body', error: 'invalid_request' },
  },
  introspection: {
    id: 'token-present-introspection',
    requires: 'The request has the token to introspect',
    source: sourceOf('Duende IntrospectionRequestValidator; RFC 7662 2.1'),
    ...common,
    answer: { to: 'body', error: 'missing_token' },
  },
}

function checkToken(facts: Facts): Finding {
  if (field(facts, 'token') !== undefined) return passed()
  return broken({
    expected: 'the field `token`',
    seen: 'none, or a blank one',
    fix: 'Send the access token in the form field `token`',
  })
}
