/** Issues tokens with oidc-provider's models, for requests that the rules have accepted. No other file imports oidc-provider. */
import type Provider from 'oidc-provider'
import type { Adapter, Client, Configuration } from 'oidc-provider'
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
  /** Issues the token that `issuance` describes, to a client that the rules have authenticated. */
  issue(issuance: Issuance): Promise<TokenResponse>
}

let loading: Promise<typeof import('oidc-provider')> | undefined

/** Loads oidc-provider, which takes about 100 ms, once per process. Issuing the first token loads it if nothing else has. */
export async function loadProvider(): Promise<void> {
  await oidcProvider()
}

function oidcProvider(): Promise<typeof import('oidc-provider')> {
  loading ??= import('oidc-provider')
  return loading
}

/**
 * One for each STS. oidc-provider's request handler is never created, so no request can reach oidc-provider, and there is nothing for
 * it to authenticate.
 */
export function createTokenProvider(issuer: string): TokenProvider {
  let provider: Provider | undefined
  return {
    async issue({ grant, signingKey, now, jti, change = (draft) => draft }) {
      const { default: Provider } = await oidcProvider()
      provider ??= new Provider(issuer, configuration())
      const draft = change(accessTokenDraft(signingKey, grant, { now, jti }))
      const token = new provider.ClientCredentials({
        // The model reads nothing else of a client.
        client: { clientId: grant.client.facts.clientId } as Client,
        scope: grant.scopes.join(' '),
        expiresIn: grant.lifetime,
        jti,
      })
      if (grant.jkt !== undefined) token.setThumbprint('jkt', grant.jkt)
      return {
        access_token: signDraft(signingKey, draft),
        expires_in: draft.expiresIn ?? token.expiration,
        token_type: draft.tokenType ?? (token.tokenType as TokenResponse['token_type']),
        scope: token.scope ?? '',
        ...(grant.rejectedScopes.length > 0 && { rejected_scope: grant.rejectedScopes.join(' ') }),
      }
    },
  }
}

function configuration(): Configuration {
  // oidc-provider requires a key but never signs with it: the twin signs tokens itself, in HelseID's form.
  const { privateKey, kid } = demoSigningKey('test')
  return {
    adapter: () => noStorage,
    features: { devInteractions: { enabled: false } },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' }] },
    cookies: { keys: ['no cookie is ever set'] },
    responseTypes: ['none'],
    scopes: [],
  }
}

/** oidc-provider stores nothing and knows no clients: HelseID's access tokens are self-contained, and the rules know the clients. */
const noStorage: Adapter = {
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  upsert: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
}

async function nothing(): Promise<undefined> {
  return undefined
}
