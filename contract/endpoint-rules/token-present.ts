/** The family of rules that require a token: one for each endpoint, with its own answer. */
import { fieldValues } from '../facts.ts'
import { broken, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import type { EndpointRule } from './endpoint-rule.ts'

const common = {
  status: 'likely',
  at: 'form.token',
  needs: ['body-readable'],
} as const

const fix = 'Send the access token in the form field `token`'

export const tokenPresent: Readonly<Record<'revocation' | 'introspection', EndpointRule>> = {
  revocation: {
    id: 'token-present-revocation',
    requires: 'The request has the token to revoke',
    source: sourceOf('Duende TokenRevocationRequestValidator; RFC 7009 2.1'),
    ...common,
    answer: { to: 'body', error: 'invalid_request' },
    check: (facts) =>
      fieldValues(facts, 'token').length > 0
        ? passed()
        : broken({ expected: 'the field `token`', seen: facts.presented ? 'a blank one' : 'none', fix }),
    examples: { passing: [{}], failing: [{ form: { token: null } }, { form: { token: ' ' } }] },
  },
  introspection: {
    id: 'token-present-introspection',
    requires: 'The request has the token to introspect',
    source: sourceOf('Duende IntrospectionRequestValidator; RFC 7662 2.1'),
    ...common,
    answer: { to: 'body', error: 'missing_token' },
    // A blank one counts as sent, and is then inactive.
    check: ({ presented }) =>
      presented !== undefined ? passed() : broken({ expected: 'the field `token`', seen: 'none', fix }),
    examples: { passing: [{}, { form: { token: '' } }], failing: [{ form: { token: null } }] },
  },
}
