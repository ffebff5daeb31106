/** The assertion has an audience. */
import { audiencesIn } from '../audiences.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audPresent: Rule = {
  id: 'aud-present',
  requires: 'The assertion has an `aud`',
  source: sourceOf('UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator'),
  status: 'likely',
  at: 'assertion.claims.aud',
  needs: ['assertion-readable'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    const values = audiencesIn(aud)
    if (values.length > 0 && values.every((value) => typeof value === 'string' && value !== '')) return passed()
    return broken({ expected: sts.issuer, seen: format(aud), fix: `Set \`aud\` to "${sts.issuer}"`, value: sts.issuer })
  },
  examples: {
    passing: [{}],
    failing: [
      { assertion: { claims: { aud: null } } },
      { assertion: { claims: { aud: [] } } },
      { assertion: { claims: { aud: 17 } } },
    ],
  },
}
