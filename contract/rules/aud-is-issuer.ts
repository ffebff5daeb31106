/** The assertion is addressed to this STS by its issuer, not by an endpoint. */
import { broken, passed, type Rule, show } from '../rule.ts'

export const audIsIssuer: Rule = {
  id: 'aud-is-issuer',
  demands: 'The assertion’s `aud` is the issuer',
  source: { cite: 'UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator (strict audience)' },
  status: 'likely',
  needs: ['aud-single'],
  answer: { error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    const [value] = Array.isArray(aud) ? aud : [aud]
    if (value === sts.issuer || value === `${sts.issuer}/`) return passed()
    return broken({
      expected: sts.issuer,
      seen: show(aud),
      mend: `${reason(value, sts)}Set \`aud\` to "${sts.issuer}"`,
    })
  },
  examples: {
    passing: [{}, { assertion: { claims: { aud: ['${issuer}'] } } }],
    failing: [
      { assertion: { claims: { aud: '${tokenEndpoint}' } } },
      { assertion: { claims: { aud: '${otherIssuer}' } } },
    ],
  },
}

function reason(
  aud: unknown,
  { tokenEndpoint, otherIssuers }: { tokenEndpoint: string; otherIssuers: readonly string[] },
): string {
  if (aud === tokenEndpoint) return 'HelseID no longer takes the token endpoint as audience. '
  if (otherIssuers.includes(String(aud))) return 'That is another environment. '
  return ''
}
