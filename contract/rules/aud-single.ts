/** The assertion has no other audience. */
import { audiencesIn } from '../audiences.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audSingle: Rule = {
  id: 'aud-single',
  requires: 'The assertion has one audience',
  source: sourceOf('Duende PrivateKeyJwtSecretValidator (strict audience)'),
  status: 'likely',
  at: 'assertion.claims.aud',
  needs: ['aud-present'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    if (audiencesIn(aud).length === 1) return passed()
    return broken({
      expected: `"${sts.issuer}" alone`,
      seen: format(aud),
      fix: `Set \`aud\` to the string "${sts.issuer}"`,
      value: sts.issuer,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { aud: [{ $null: true }, '${issuer}'] } } }],
    failing: [
      { assertion: { claims: { aud: ['${issuer}', '${tokenEndpoint}'] } } },
      { assertion: { claims: { aud: ['${issuer}', '${issuer}'] } } },
    ],
  },
}
