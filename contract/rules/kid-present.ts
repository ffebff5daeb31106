/** `kid` identifies the key. */
import { rightKid } from '../right-kid.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const kidPresent: Rule = {
  id: 'kid-present',
  requires: 'The assertion’s header has the `kid` of the key that signed it',
  source: sourceOf(
    'UP:bruk_av_client_assertion; Microsoft.IdentityModel tries every registered key when it is missing',
  ),
  status: 'unknown',
  at: 'assertion.header.kid',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, client }) => {
    const kid = assertion?.header?.kid
    if (typeof kid === 'string' && kid !== '') return passed()
    const kids = (client?.keys ?? []).flatMap((key) => (key.kid === undefined ? [] : JSON.stringify(key.kid)))
    const which = kids.length > 0 ? ` Registered for this client: ${kids.join(', ')}` : ''
    return broken({
      expected: 'the `kid` of a registered key',
      seen: format(kid),
      fix: `Set \`kid\` in the assertion’s header.${which}`,
      value: rightKid(assertion, client),
    })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { header: { kid: null } } }, { assertion: { header: { kid: 17 } } }],
  },
}
