/** `kid` identifies a registered key. */
import { registeredKids } from '../registered-kids.ts'
import { rightKid } from '../right-kid.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const kidRegistered: Rule = {
  id: 'kid-registered',
  requires: '`kid` is the `kid` of one of the client’s registered keys',
  source: sourceOf(
    'UP:bruk_av_client_assertion; Microsoft.IdentityModel tries every registered key when it matches none',
  ),
  status: 'unknown',
  at: 'assertion.header.kid',
  needs: ['kid-present', 'client-known'],
  asks: 'key',
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, client }) => {
    if (assertion?.keyOfKid !== undefined) return passed()
    return broken({
      expected: client?.keys.length
        ? registeredKids(client)
        : 'the `kid` of a registered key, but the client has no keys',
      seen: format(assertion?.header?.kid),
      fix: 'Set `kid` to exactly the `kid` of the registered key, or register the signing key',
      value: rightKid(assertion, client),
    })
  },
  examples: { passing: [{}], failing: [{ assertion: { header: { kid: 'no-such-key' } } }] },
}
