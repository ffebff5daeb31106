/** Issues tokens with oidc-provider, for requests that the rules have accepted. No other file imports oidc-provider. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { inject } from 'light-my-request'
import Provider, { type Adapter, type Configuration, errors, type TokenEndpointGrantContext } from 'oidc-provider'
import type { Registry } from '../clients/registry.ts'
import type { TokenResponse } from '../http/responses.ts'
import { demoSigningKey, type SigningKey } from '../keys/signing-keys.ts'
import { accessTokenDraft } from '../tokens/access-token.ts'
import type { Grant } from '../tokens/grant.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import { signDraft } from '../tokens/token-signing.ts'

export interface Issuance {
  readonly grant: Grant
  readonly signingKey: SigningKey
  /** In epoch seconds. */
  readonly now: number
  /** 32 upper-case hex digits. */
  readonly jti: string
  /** Change of the token by a scenario. */
  readonly change?: ((draft: TokenDraft) => TokenDraft) | undefined
}

export interface TokenProvider {
  /**
   * Issues the token that `issuance` describes, to a client that the rules have authenticated.
   * @throws {Error} with oidc-provider's response if it refuses a request that the rules accepted
   */
  issue(issuance: Issuance): Promise<TokenResponse>
  /** oidc-provider's request handler, for the test that tries to bypass the rules. */
  readonly callback: ReturnType<Provider['callback']>
}

/**
 * To oidc-provider every client uses the method `none`, because the rules have verified its credentials. To prevent misuse, the
 * grant requires an issuance, which only `issue` puts into the asynchronous context.
 */
const issuances = new AsyncLocalStorage<Issuance>()

const grantType = 'client_credentials'

export function createTokenProvider(issuer: string, registry: Registry): TokenProvider {
  const provider = new Provider(issuer, configuration(registry))
  provider.registerGrantType(grantType, grantClientCredentials, ['scope'])
  const callback = provider.callback()
  return {
    callback,
    async issue(issuance) {
      const clientId = issuance.grant.client.facts.clientId
      // light-my-request starts when it is awaited, so await it inside the context.
      const response = await issuances.run(
        issuance,
        async () =>
          await inject(callback, {
            method: 'POST',
            url: '/token',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload: new URLSearchParams({ grant_type: grantType, client_id: clientId }).toString(),
          }),
      )
      if (response.statusCode !== 200) throw new Error(`oidc-provider refused an accepted request: ${response.payload}`)
      return JSON.parse(response.payload) as TokenResponse
    },
  }
}

async function grantClientCredentials(ctx: TokenEndpointGrantContext): Promise<void> {
  const issuance = issuances.getStore()
  const { client, provider } = ctx.oidc
  if (issuance === undefined || client?.clientId !== issuance.grant.client.facts.clientId)
    throw new errors.InvalidClient('the rules have not accepted this request')
  const { grant, signingKey, now, jti, change = (draft) => draft } = issuance
  const draft = change(accessTokenDraft(signingKey, grant, { now, jti }))
  const token = new provider.ClientCredentials({
    client,
    scope: grant.scopes.join(' '),
    expiresIn: grant.lifetime,
    jti,
  })
  if (grant.jkt !== undefined) token.setThumbprint('jkt', grant.jkt)
  ctx.oidc.entity('ClientCredentials', token)
  ctx.body = {
    access_token: signDraft(signingKey, draft),
    expires_in: draft.expiresIn ?? token.expiration,
    token_type: draft.tokenType ?? token.tokenType,
    scope: token.scope,
    ...(grant.rejectedScopes.length > 0 && { rejected_scope: grant.rejectedScopes.join(' ') }),
  }
}

function configuration(registry: Registry): Configuration {
  // oidc-provider requires a key but never signs with it: the twin signs tokens itself, in HelseID's form.
  const { privateKey, kid } = demoSigningKey('test')
  return {
    adapter: () => clientsOnly(registry),
    clientAuthMethods: ['none'],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true, nonceSecret: Buffer.alloc(32) },
      resourceIndicators: { enabled: false },
      userinfo: { enabled: false },
    },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' }] },
    cookies: { keys: ['no cookie is ever set'] },
    responseTypes: ['none'],
    scopes: [],
  }
}

/** Lets oidc-provider find registered clients. It stores nothing, because HelseID's access tokens are self-contained. */
function clientsOnly(registry: Registry): Adapter {
  return {
    async find(id) {
      const client = registry.client(id)
      return (
        client && {
          client_id: id,
          token_endpoint_auth_method: 'none',
          grant_types: [grantType],
          redirect_uris: [],
          response_types: [],
        }
      )
    },
    findByUid: nothing,
    findByUserCode: nothing,
    upsert: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}

async function nothing(): Promise<undefined> {
  return undefined
}
