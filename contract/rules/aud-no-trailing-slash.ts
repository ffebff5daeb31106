/** The audience is exactly the issuer. */
import { audiencesIn } from '../audiences.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audNoTrailingSlash: Rule = {
  id: 'aud-no-trailing-slash',
  requires: 'The assertion’s `aud` is the issuer without a trailing slash',
  source: sourceOf('Duende PrivateKeyJwtSecretValidator tolerates the slash; FAPI 2.0 5.3.2.1'),
  status: 'likely',
  at: 'assertion.claims.aud',
  needs: ['aud-is-issuer'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    const [value] = audiencesIn(aud)
    return value === sts.issuer
      ? passed()
      : broken({ expected: sts.issuer, seen: format(aud), fix: `Set \`aud\` to "${sts.issuer}"`, value: sts.issuer })
  },
  examples: { passing: [{}], failing: [{ assertion: { claims: { aud: '${issuer}/' } } }] },
}
