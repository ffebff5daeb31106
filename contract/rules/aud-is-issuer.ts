/** The assertion names this STS as its audience by the issuer, not by an endpoint. */
import { audiencesIn } from '../audiences.ts'
import type { StsFacts } from '../facts.ts'
import { madeForAnother } from '../made-for.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

export const audIsIssuer: Rule = {
  id: 'aud-is-issuer',
  requires: 'The assertion’s `aud` is the issuer',
  source: sourceOf('UP:bruk_av_client_assertion; Duende PrivateKeyJwtSecretValidator (strict audience)'),
  status: 'likely',
  at: 'assertion.claims.aud',
  needs: ['aud-single'],
  answer: { to: 'body', error: 'invalid_client' },
  check: ({ assertion, sts }) => {
    const aud = assertion?.claims?.aud
    const [value] = audiencesIn(aud)
    if (value === sts.issuer || value === `${sts.issuer}/`) return passed()
    return broken({
      expected: sts.issuer,
      seen: format(aud),
      fix: `${reason(value, sts)}Set \`aud\` to "${sts.issuer}"`,
      value: sts.issuer,
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

function reason(aud: unknown, sts: StsFacts): string {
  const { issuer, tokenEndpoint } = sts
  if (aud === tokenEndpoint) return 'HelseID no longer accepts the token endpoint as audience. '
  if (isOtherName(aud, issuer))
    return 'This is the same STS at another host or port, but `aud` must be the issuer at the address that the request is sent to. '
  return madeForAnother(aud, sts)
}

/** The same path on another host or port: a twin can be reached under several names. */
function isOtherName(aud: unknown, issuer: string): boolean {
  if (typeof aud !== 'string' || !URL.canParse(aud)) return false
  const [a, b] = [new URL(aud), new URL(issuer)]
  return a.pathname !== '/' && a.pathname.replace(/\/$/, '') === b.pathname
}
