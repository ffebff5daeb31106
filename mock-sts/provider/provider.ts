/** Issues tokens with oidc-provider's models, for requests that the rules have accepted. No other file imports oidc-provider. */
import type Provider from 'oidc-provider'
import type { Adapter, Client, ClientCredentials, Configuration } from 'oidc-provider'
import type { TokenResponse } from '../http/responses.ts'
import { demoSigningKey, type SigningKey } from '../keys/signing-keys.ts'
import { accessTokenDraft } from '../tokens/access-token.ts'
import type { Grant } from '../tokens/grant.ts'
import type { TokenDraft } from '../tokens/token-draft.ts'
import { signDraft } from '../tokens/token-signing.ts'
import { createTokenAdapter, type TokenAdapter } from './token-adapter.ts'

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

/** What oidc-provider's model knows of a token. */
export interface SavedToken {
  readonly jti: string
  readonly clientId: string
  readonly scope: string
  readonly tokenType: 'DPoP' | 'Bearer'
  /** Thumbprint of the key that it is bound to. */
  readonly jkt?: string
  /** In epoch seconds of the twin's clock. */
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface TokenProvider {
  /** Issues the token that `issuance` describes, to a client that the rules have authenticated. */
  issue(issuance: Issuance): Promise<TokenResponse>
  /** Saves oidc-provider's model of a token with this `jti`: the part of `issue` that is oidc-provider's. */
  save(grant: Grant, jti: string): Promise<ClientCredentials>
  /** The newest tokens that have not expired, oldest first. */
  saved(): Promise<readonly SavedToken[]>
  find(jti: string): Promise<SavedToken | undefined>
  /** Forgets the tokens. */
  reset(): void
}

export interface TokenProviderOptions {
  /** The twin's clock, in epoch milliseconds. */
  readonly now: () => number
  /** Where the models are kept. Default: in memory, the newest 10,000. */
  readonly adapter?: TokenAdapter
}

/** How many tokens an STS lists. */
const maxTokens = 10_000

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
export function createTokenProvider(
  issuer: string,
  { now, adapter = createTokenAdapter(now, maxTokens) }: TokenProviderOptions,
): TokenProvider {
  let provider: Provider | undefined
  const find = async (jti: string): Promise<SavedToken | undefined> => {
    const token = await provider?.ClientCredentials.find(jti)
    const times = adapter.times(jti)
    if (token === undefined || times === undefined) return undefined
    const { clientId = '', scope = '', jkt } = token
    return {
      jti,
      clientId,
      scope,
      tokenType: token.tokenType as SavedToken['tokenType'],
      ...(jkt !== undefined && { jkt }),
      ...times,
    }
  }
  const save = async (grant: Grant, jti: string): Promise<ClientCredentials> => {
    const { default: Provider } = await oidcProvider()
    provider ??= new Provider(issuer, configuration(adapter))
    const token = new provider.ClientCredentials({
      // The model reads nothing else of a client.
      client: { clientId: grant.client.facts.clientId } as Client,
      scope: grant.scopes.join(' '),
      expiresIn: grant.lifetime,
      jti,
    })
    if (grant.jkt !== undefined) token.setThumbprint('jkt', grant.jkt)
    // `save` takes a `jti` of ours only with a format; opaque is the one that needs no key.
    Object.assign(token, { format: 'opaque' })
    await token.save()
    return token
  }
  return {
    find,
    save,
    saved: async () => (await Promise.all(adapter.ids().map(find))).filter((token) => token !== undefined),
    reset: adapter.clear,
    async issue({ grant, signingKey, now: issuedAt, jti, change = (draft) => draft }) {
      const draft = change(accessTokenDraft(signingKey, grant, { now: issuedAt, jti }))
      const token = await save(grant, jti)
      return {
        access_token: await signDraft(signingKey, draft),
        expires_in: draft.expiresIn ?? token.expiration,
        token_type: draft.tokenType ?? (token.tokenType as TokenResponse['token_type']),
        scope: token.scope ?? '',
        ...(grant.rejectedScopes.length > 0 && { rejected_scope: grant.rejectedScopes.join(' ') }),
      }
    },
  }
}

function configuration(adapter: Adapter): Configuration {
  // oidc-provider requires a key but never signs with it: the twin signs tokens itself, in HelseID's form.
  const { privateKey, kid } = demoSigningKey('test')
  return {
    adapter: () => adapter,
    features: { devInteractions: { enabled: false } },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' }] },
    cookies: { keys: ['no cookie is ever set'] },
    responseTypes: ['none'],
    scopes: [],
  }
}
