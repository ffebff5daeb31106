/** The STS supports the grant type for this client. */
import { field } from '../facts.ts'
import { broken, format, passed, type Rule } from '../rule.ts'
import { sourceOf } from '../sources.ts'

/**
 * Grants that Duende IdentityServer handles itself: a client not registered for one of these gets
 * `unauthorized_client`.
 */
const builtInGrants = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'password',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:openid:params:grant-type:ciba',
] as const

/** An extension grant that HelseID's metadata lists. The twin does not serve it. */
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

export const grantTypeKnown: Rule = {
  id: 'grant-type-known',
  requires: '`grant_type` is a grant type that HelseID supports',
  source: sourceOf(
    'Duende TokenRequestValidator: an extension grant that the client is not registered for counts as unknown',
  ),
  status: 'likely',
  at: 'form.grant_type',
  needs: ['grant-type-length', 'client-known'],
  answer: { to: 'body', error: 'unsupported_grant_type' },
  check: (facts) => {
    const grant = field(facts, 'grant_type') ?? ''
    if ((builtInGrants as readonly string[]).includes(grant) || facts.client?.grantTypes.includes(grant))
      return passed()
    return broken({
      expected: 'client_credentials',
      seen: format(grant),
      fix:
        grant === tokenExchange
          ? 'HelseID has this grant, the twin does not yet. At HelseID the client must be registered for it'
          : 'Send `grant_type=client_credentials`',
      value: 'client_credentials',
    })
  },
  examples: {
    passing: [{}],
    failing: [{ form: { grant_type: 'magic' } }, { form: { grant_type: tokenExchange } }],
  },
}
