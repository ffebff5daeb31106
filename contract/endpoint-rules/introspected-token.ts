/** The rules that decide whether an introspected token is active; a broken one answers `{"active":false}`. */
import type { Facts } from '../facts.ts'
import { limits } from '../limits.ts'
import { numericDate } from '../numeric-date.ts'
import { broken, type Finding, format, passed } from '../rule.ts'
import { sourceOf } from '../sources.ts'
import type { EndpointRule } from './endpoint-rule.ts'

type Row = Pick<EndpointRule, 'id' | 'requires' | 'source' | 'status' | 'needs' | 'check' | 'examples' | 'asks'>

const rule = (row: Row): EndpointRule => ({
  ...row,
  at: 'form.token',
  answer: { to: 'body', error: 'inactive' },
})

const validator = 'Duende TokenValidator'

export const introspectedToken = {
  readable: rule({
    id: 'introspected-token-readable',
    requires: 'The token is a readable JWT',
    source: sourceOf(`${validator}; UP:token-endepunktet`),
    status: 'likely',
    needs: ['token-present-introspection'],
    check: ({ presented }) =>
      presented?.unreadable === undefined
        ? passed()
        : broken({
            expected: 'an access token, which is a JWT of three parts',
            seen: presented.unreadable,
            fix: 'Send `access_token` of the token response as it is',
          }),
    examples: {
      passing: [{}],
      failing: [{ form: { token: 'unknown' } }, { form: { token: ['${token}', '${token}'] } }],
    },
  }),
  signature: rule({
    id: 'introspected-token-signature',
    requires: 'A published key of the STS verifies the token’s signature',
    source: sourceOf(validator),
    status: 'likely',
    needs: ['introspected-token-readable'],
    check: ({ presented }) =>
      presented?.signatureVerifies
        ? passed()
        : broken({
            expected: 'a token that this STS signed with a key of its JWKS',
            seen: `${format(presented?.header?.alg)} with \`kid\` ${format(presented?.header?.kid)}, which no published key verifies`,
            fix: 'Send a token of this STS unchanged; a token of another environment belongs to another STS',
          }),
    examples: { passing: [{}], failing: [{ form: { token: '${otherSignature}' } }] },
  }),
  typ: rule({
    id: 'introspected-token-typ',
    requires: 'The token’s `typ` is `at+jwt`',
    source: sourceOf(`${validator} (ValidTypes)`),
    status: 'unknown',
    needs: ['introspected-token-signature'],
    asks: 'registration',
    check: ({ presented }) =>
      presented?.header?.typ === 'at+jwt'
        ? passed()
        : broken({
            expected: '`at+jwt`',
            seen: format(presented?.header?.typ),
            fix: 'Introspect tokens of APIs whose tokens have the `typ` `at+jwt`',
          }),
    examples: { passing: [{}], failing: [{ api: { tokenTyp: 'JWT' } }] },
  }),
  issuer: rule({
    id: 'introspected-token-issuer',
    requires: 'The token’s `iss` is the issuer',
    source: sourceOf(validator),
    status: 'likely',
    needs: ['introspected-token-signature'],
    check: ({ presented, sts }) =>
      presented?.claims?.iss === sts.issuer
        ? passed()
        : broken({
            expected: sts.issuer,
            seen: format(presented?.claims?.iss),
            fix: 'Call the introspection endpoint under the name under which the token was requested',
          }),
    examples: { passing: [{}], failing: [{ form: { token: '${otherIssuerToken}' } }] },
  }),
  current300s: rule({
    id: 'introspected-token-current-300s',
    requires: 'The token has not expired, or expired at most 300 s ago',
    source: sourceOf(`${validator} (JwtValidationClockSkew)`),
    status: 'likely',
    needs: ['introspected-token-signature'],
    check: current(limits.clockSkew),
    examples: {
      passing: [{}, { wait: limits.accessTokenLifetime + limits.clockSkew }],
      failing: [{ wait: limits.accessTokenLifetime + limits.clockSkew + 1 }],
    },
  }),
  current: rule({
    id: 'introspected-token-current',
    requires: 'The token has not expired',
    source: sourceOf('RFC 7662 2.2'),
    status: 'unknown',
    needs: ['introspected-token-signature'],
    check: current(0),
    examples: {
      passing: [{}, { wait: limits.accessTokenLifetime - 1 }],
      failing: [{ wait: limits.accessTokenLifetime }, { wait: 1000 }],
    },
  }),
  begun300s: rule({
    id: 'introspected-token-begun-300s',
    requires: 'The token’s `nbf` is at most 300 s ahead',
    source: sourceOf(`${validator} (JwtValidationClockSkew)`),
    status: 'likely',
    needs: ['introspected-token-signature'],
    check({ presented, twinNow }) {
      const nbf = numericDate(presented?.claims?.nbf) ?? twinNow
      const ahead = nbf - twinNow
      if (ahead <= limits.clockSkew) return passed()
      return broken({
        expected: `\`nbf\` of at most ${Math.floor(twinNow + limits.clockSkew)}`,
        seen: `${nbf}, ${Math.ceil(ahead)} s ahead`,
        fix: 'Request a new token: the clock of the STS was set back after this one was issued',
      })
    },
    examples: { passing: [{}, { wait: -limits.clockSkew }], failing: [{ wait: -limits.clockSkew - 1 }] },
  }),
  own: rule({
    id: 'introspected-token-own',
    requires: 'The token was issued to the client that asks',
    source: sourceOf('Duende IntrospectionRequestValidator'),
    status: 'likely',
    needs: ['introspected-token-signature', 'client-known'],
    check: ({ presented, client }) =>
      presented?.claims?.client_id === client?.clientId
        ? passed()
        : broken({
            expected: `\`client_id\` ${format(client?.clientId)}`,
            seen: format(presented?.claims?.client_id),
            fix: 'Ask about the client’s own tokens; an API validates a token by its signature',
          }),
    examples: { passing: [{}], failing: [{ otherClient: {}, form: { token: '${otherClientToken}' } }] },
  }),
  notEnded: rule({
    id: 'introspected-token-not-ended',
    requires: 'The control plane has not ended the token, which only the twin can do',
    source: sourceOf('the twin’s own'),
    status: 'confirmed',
    needs: ['introspected-token-signature'],
    asks: 'memory',
    check: ({ presented }) =>
      presented?.ended
        ? broken({
            expected: 'a token that was not ended',
            seen: `${format(presented.claims?.jti)}, ended by the control plane`,
            fix: 'Request a new token',
          })
        : passed(),
    examples: { passing: [{}], failing: [{ form: { token: '${endedToken}' } }] },
  }),
} as const satisfies Readonly<Record<string, EndpointRule>>

function current(tolerance: number): (facts: Facts) => Finding {
  return ({ presented, twinNow }) => {
    const exp = numericDate(presented?.claims?.exp) ?? 0
    // A token is valid before its `exp`, not at it (RFC 7519 4.1.4); at the end of the tolerance, Duende still accepts it.
    if (exp > twinNow || (tolerance > 0 && exp + tolerance >= twinNow)) return passed()
    return broken({
      expected: `\`exp\` after ${Math.floor(twinNow - tolerance)}`,
      seen: `${exp}, ${Math.floor(twinNow - exp)} s ago`,
      fix: 'Request a new token before the old one expires',
    })
  }
}
