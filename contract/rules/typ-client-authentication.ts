/** `typ` identifies the JWT as a client assertion. */
import { clientAssertionTyp } from '../errors.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const typClientAuthentication: Rule = {
  id: 'typ-client-authentication',
  requires: `The assertion’s header has \`typ\` ${clientAssertionTyp}`,
  source: sourceOf('UP:sfm-id_for_multi_tenant-klienter (2026-02-16); Duende strict audience validation'),
  status: 'likely',
  at: 'assertion.header.typ',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) =>
    assertion?.header?.typ === clientAssertionTyp
      ? passed()
      : broken({
          expected: clientAssertionTyp,
          seen: format(assertion?.header?.typ),
          fix: `Set \`typ\` in the assertion’s header to "${clientAssertionTyp}"; most libraries set "JWT" by default`,
          value: clientAssertionTyp,
        }),
  examples: {
    passing: [{}],
    failing: [
      { assertion: { header: { typ: 'JWT' } } },
      { assertion: { header: { typ: null } } },
      { assertion: { header: { typ: 'Client-Authentication+JWT' } } },
    ],
  },
}
