/** The grant that a minted token is composed of: what the caller says, else what the STS knows, else a default. */
import { limits, sampleApi } from 'helseid-contract'
import { type Client, type Registry, toClient } from '../clients/registry.ts'
import { type Grant, organizationOf, tokenLifetime } from '../tokens/grant.ts'

export interface GrantOptions {
  /** Default: the sample API’s. An API that the STS knows decides the claims, the `typ` and the lifetime. */
  readonly audience?: string | readonly string[]
  readonly scopes?: readonly string[]
  /** Default: `minted`. For a client that the STS knows, the token says what the registration says. */
  readonly clientId?: string
  /** Default: as the client is registered. */
  readonly organization?: { readonly parent?: string; readonly child?: string; readonly supplier?: string }
  /** In seconds. Default: that of the API; 600 for an API that the STS does not know. */
  readonly lifetime?: number
}

interface GrantSources {
  readonly issuer: string
  readonly registry: Pick<Registry, 'client' | 'api'>
  /** Thumbprint of the key that the token is bound to; absent for a Bearer token. */
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

/** A client that the STS does not know: its tenancy is the one that fits the organisation numbers. */
function strangerOf(clientId: string, { parent, child, supplier }: NonNullable<GrantOptions['organization']>): Client {
  const isSingleTenant = parent !== undefined || child !== undefined
  const tenancy = supplier !== undefined ? 'multi-tenant' : isSingleTenant ? 'single-tenant' : 'none'
  return toClient({ clientId, scopes: [], tenancy })
}

/** As if the client had used its first key; without a registered key, an RSA key. */
function authenticationOf({ facts }: Client): Pick<Grant, 'amr' | 'keyType'> {
  const [key] = facts.keys
  if (key === undefined && facts.legacyAuth) return { amr: 'shared_secret' }
  return { amr: 'private_key_jwt', keyType: key?.kty ?? 'RSA' }
}
