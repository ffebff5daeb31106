/** The content of one access token. */
import { limits } from 'helseid-contract'
import type { Facts } from 'helseid-contract/rules'
import type { Api, Client } from '../clients/registry.ts'

export interface Grant {
  readonly issuer: string
  readonly client: Client
  /** Scopes, sorted. */
  readonly scopes: readonly string[]
  readonly rejectedScopes: readonly string[]
  readonly apis: readonly Api[]
  /** In seconds. */
  readonly lifetime: number
  /** Thumbprint of the proof's key; absent for a Bearer token. */
  readonly jkt?: string
  readonly organization: GrantOrganization
  /** How the client authenticated. */
  readonly amr: 'private_key_jwt' | 'shared_secret'
  /** Type of the key that signed the assertion. */
  readonly keyType?: string
}

/** Organisation numbers, and the SFM journal. */
export interface GrantOrganization {
  readonly parent?: string
  readonly child?: string
  readonly supplier?: string
  readonly sfmJournalId?: string
}

/** Derives the grant from accepted facts. */
export function grantOf(facts: Facts, client: Client, api: (audience: string) => Api | undefined): Grant {
  const { scopes, organization, proof, sts } = facts
  const apis = (scopes?.audiences ?? []).flatMap((audience) => api(audience) ?? [])
  const { jkt } = proof
  const keyType = facts.assertion?.verifiedBy?.kty
  const { sfmJournalId } = organization ?? {}
  return {
    issuer: sts.issuer,
    client,
    scopes: scopes?.granted ?? [],
    rejectedScopes: scopes?.rejected ?? [],
    apis,
    lifetime: tokenLifetime(apis),
    organization: organizationOf(client, {
      ...organization?.organization,
      ...(sfmJournalId !== undefined && { sfmJournalId }),
    }),
    amr: facts.credential.kind === 'assertion' ? 'private_key_jwt' : 'shared_secret',
    ...(jkt !== undefined && { jkt }),
    ...(keyType !== undefined && { keyType }),
  }
}

/** The shortest token lifetime among the APIs, in seconds. */
export function tokenLifetime(apis: readonly Api[]): number {
  return apis.length === 0 ? limits.accessTokenLifetime : Math.min(...apis.map((api) => api.tokenLifetime))
}

/** The organisation from the registration and from what the client sent. A single-tenant client cannot choose its parent. */
export function organizationOf({ facts }: Client, sent: Omit<GrantOrganization, 'supplier'> = {}): GrantOrganization {
  const { parent, child, sfmJournalId } = sent
  const effectiveParent = facts.tenancy === 'single-tenant' ? facts.parent : parent
  return {
    ...(effectiveParent !== undefined && { parent: effectiveParent }),
    ...(child !== undefined && { child }),
    ...(facts.supplier !== undefined && { supplier: facts.supplier }),
    ...(sfmJournalId !== undefined && { sfmJournalId }),
  }
}
