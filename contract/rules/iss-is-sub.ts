/** The assertion is issued by the client itself. */
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const issIsSub: Rule = {
  id: 'iss-is-sub',
  requires: 'The assertion’s `iss` is the client id, the same as its `sub`',
  source: sourceOf('UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator; RFC 7523 3'),
  status: 'likely',
  at: 'assertion.claims.iss',
  needs: ['sub-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion }) => {
    const { iss, sub } = assertion?.claims ?? {}
    return iss === sub
      ? passed()
      : broken({ expected: format(sub), seen: format(iss), fix: `Set \`iss\` to ${format(sub)}`, value: sub })
  },
  examples: {
    passing: [{}],
    failing: [{ assertion: { claims: { iss: null } } }, { assertion: { claims: { iss: 'someone-else' } } }],
  },
}
