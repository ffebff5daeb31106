/** The family of rules about `token_type_hint`: revocation refuses an unknown one, introspection ignores it. */
import { type Facts, field } from '../facts.ts'
import { broken, type Finding, format, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import type { EndpointRule } from './endpoint-rule.ts'

const hints = ['access_token', 'refresh_token']

const common = {
  requires: '`token_type_hint` is `access_token` or `refresh_token`, or is left out',
  status: 'likely',
  at: 'form.token_type_hint',
  needs: ['body-readable'],
  check: checkHint,
  examples: {
    passing: [{}, { form: { token_type_hint: 'access_token' } }, { form: { token_type_hint: 'refresh_token' } }],
    failing: [{ form: { token_type_hint: 'id_token' } }],
  },
} as const

export const tokenTypeHint: Readonly<Record<'revocation' | 'introspection', EndpointRule>> = {
  revocation: {
    id: 'token-type-hint-revocation',
    source: sourceOf('Duende TokenRevocationRequestValidator; RFC 7009 2.2.1'),
    ...common,
    answer: { to: 'body', error: 'unsupported_token_type' },
  },
  introspection: {
    id: 'token-type-hint-introspection',
    source: sourceOf('Duende IntrospectionRequestValidator; RFC 7662 2.1'),
    ...common,
    answer: { to: 'body', error: 'invalid_request' },
  },
}

function checkHint(facts: Facts): Finding {
  const hint = field(facts, 'token_type_hint')
  if (hint === undefined || hints.includes(hint)) return passed()
  return broken({
    expected: '`access_token` or `refresh_token`',
    seen: format(hint),
    fix: 'Send `token_type_hint=access_token`, or leave the field out',
  })
}
