/** `kid` names a registered key. */
import { rightKid } from '../right-kid.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const kidRegistered: Rule = {
  id: 'kid-registered',
  requires: '`kid` names one of the client’s registered keys',
  source: sourceOf('UP:bruk_av_client_assertion; Microsoft.IdentityModel tries every key where it names none'),
  status: 'unknown',
  at: 'assertion.header.kid',
  needs: ['kid-present', 'client-known'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, client }) => {
    if (assertion?.keyOfKid !== undefined) return passed()
    const kids = (client?.keys ?? []).map((key) => format(key.kid))
    return broken({
      expected: kids.length === 0 ? 'a registered key; the client has none' : kids.join(' or '),
      seen: format(assertion?.header?.kid),
      fix: 'Set `kid` to that of the registered key, letter for letter, or register the key that signs',
      value: rightKid(assertion, client),
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { header: { kid: 'no-such-key' } } }] },
}
