/** The grant behind a minted token: the caller’s values, else those of the registration, else defaults. */
import { limits, sampleApi } from 'helseid-contract'
import { type Client, type Registry, toClient } from '../clients/registry.ts'
import { type Grant, organizationOf, tokenLifetime } from '../tokens/grant.ts'

export interface GrantOptions {
  /** Default: the sample API’s. A registered API decides the claims, the `typ` and the lifetime. */
  readonly audience?: string | readonly string[]
  /** Default: the sample API’s scope. */
  readonly scopes?: readonly string[]
  /** Default: `minted`. For a registered client, the token has the values of the registration. */
  readonly clientId?: string
  /** Default: that of the client’s registration. */
  readonly organization?: { readonly parent?: string; readonly child?: string; readonly supplier?: string }
  /**
   * In seconds. Default: that of the API, or 600 for an API that is not registered. 0 or less: the token expired that long
   * ago, and `iat` and `nbf` are earlier still.
   */
  readonly lifetime?: number
}

interface GrantSources {
  readonly issuer: string
  readonly registry: Pick<Registry, 'client' | 'api'>
  /** JWK thumbprint of the key that the token is bound to; absent for a Bearer token. */
  readonly jkt?: string | undefined
}

export function mintedGrant(options: GrantOptions, { issuer, registry, jkt }: GrantSources): Grant {
  const { audience = sampleApi.audience, scopes = [sampleApi.scope], clientId = 'minted', organization = {} } = options
  const client = registry.client(clientId) ?? strangerOf(clientId, organization)
  const apis = [audience]
    .flat()
    .map((each) => registry.api(each) ?? { audience: each, tokenLifetime: limits.accessTokenLifetime })
  const { lifetime = tokenLifetime(apis) } = options
  return {
    issuer,
    client,
    scopes,
    rejectedScopes: [],
    apis,
    lifetime,
    organization: { ...organizationOf(client), ...organization },
    ...authenticationOf(client),
    ...(jkt !== undefined && { jkt }),
  }
}

/** A client that is not registered; its tenancy follows from the organisation numbers. */
function strangerOf(clientId: string, { parent, child, supplier }: NonNullable<GrantOptions['organization']>): Client {
  const isSingleTenant = parent !== undefined || child !== undefined
  const tenancy = supplier !== undefined ? 'multi-tenant' : isSingleTenant ? 'single-tenant' : 'none'
  return toClient({ clientId, scopes: [], tenancy })
}

/** As if the client had authenticated with its first key, or with an RSA key if none is registered. */
function authenticationOf({ facts }: Client): Pick<Grant, 'amr' | 'keyType'> {
  const [key] = facts.keys
  if (key === undefined && facts.legacyAuth) return { amr: 'shared_secret' }
  return { amr: 'private_key_jwt', keyType: key?.kty ?? 'RSA' }
}
