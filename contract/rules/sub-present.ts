/** `sub` identifies the client. */
import { limits } from '../limits.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const subPresent: Rule = {
  id: 'sub-present',
  requires: 'The assertion’s `sub` is the client id',
  source: sourceOf('UP:bruk_av_client_assertion; Duende JwtBearerClientAssertionSecretParser; RFC 7523 3'),
  status: 'likely',
  at: 'assertion.claims.sub',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, client }) => {
    const sub = assertion?.claims?.sub
    if (typeof sub === 'string' && sub !== '' && sub.length <= limits.clientIdLength) return passed()
    const id = client?.clientId ?? 'the client id'
    return broken({
      expected: `the client id, a string of at most ${limits.clientIdLength} characters`,
      seen: format(sub),
      fix: `Set both \`iss\` and \`sub\` to ${client ? `"${id}"` : id}`,
      value: client?.clientId,
    })
  },
  examples: {
    passing: [{}],
    failing: [
      { assertion: { claims: { sub: null } } },
      { assertion: { claims: { sub: '' } } },
      { assertion: { claims: { sub: 17 } } },
    ],
  },
}
