/** Composes access tokens in HelseID's exact shape. */
import { accessTokenAlgorithm, claims as names } from 'helseid-contract'
import type { Facts } from 'helseid-contract/rules'
import type { Api, Client } from '../clients/registry.ts'
import type { SigningKey } from '../keys/signing-keys.ts'

/** Everything that goes into one access token. */
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
  readonly organization: { readonly parent?: string; readonly child?: string; readonly sfmJournalId?: string }
  /** How the client authenticated. */
  readonly amr: 'private_key_jwt' | 'shared_secret'
  /** Type of the key that signed the assertion. */
  readonly keyType?: string
}

/** The grant that accepted facts lead to. */
export function grantOf(facts: Facts, client: Client, api: (audience: string) => Api | undefined): Grant {
  const { scopes, organization, proof, sts } = facts
  const apis = (scopes?.audiences ?? []).flatMap((audience) => api(audience) ?? [])
  const { jkt } = proof
  const keyType = facts.assertion?.verifiedBy?.kty
  return {
    issuer: sts.issuer,
    client,
    scopes: scopes?.granted ?? [],
    rejectedScopes: scopes?.rejected ?? [],
    apis,
    lifetime: Math.min(...apis.map(({ tokenLifetime }) => tokenLifetime)),
    organization: organizationOf(client, organization),
    amr: facts.credential.kind === 'assertion' ? 'private_key_jwt' : 'shared_secret',
    ...(jkt !== undefined && { jkt }),
    ...(keyType !== undefined && { keyType }),
  }
}

function organizationOf({ facts }: Client, sent: Facts['organization']): Grant['organization'] {
  const { parent, child } = sent?.organization ?? {}
  const effectiveParent = facts.tenancy === 'single-tenant' ? facts.parent : parent
  return {
    ...(effectiveParent !== undefined && { parent: effectiveParent }),
    ...(child !== undefined && { child }),
    ...(sent?.sfmJournalId !== undefined && { sfmJournalId: sent.sfmJournalId }),
  }
}

/** The token's claims in the order of the recorded token (helseid.md 5). `now` is in epoch seconds. */
export function accessTokenClaims(grant: Grant, { now, jti }: { now: number; jti: string }): Record<string, unknown> {
  const { apis, jkt } = grant
  const audiences = apis.map(({ audience }) => audience)
  return {
    iss: grant.issuer,
    nbf: now,
    iat: now,
    exp: now + grant.lifetime,
    aud: audiences.length === 1 ? audiences[0] : audiences,
    ...(jkt !== undefined && { cnf: { jkt } }),
    scope: grant.scopes,
    client_id: grant.client.facts.clientId,
    ...clientClaims(grant),
    jti,
  }
}

/** Which client claims appear is decided by the API, not by the client (UP:claims); default: everything known. */
function clientClaims({ apis, client, organization, amr, keyType }: Grant): Record<string, unknown> {
  const { name, tenancy, supplier } = client.facts
  const known: Record<string, unknown> = {
    [names.clientAmr]: amr,
    [names.orgnrParent]: organization.parent,
    [names.orgnrChild]: organization.child,
    [names.orgnrSupplier]: supplier,
    [names.sfmJournalId]: organization.sfmJournalId,
    [names.clientAmrDetail]: keyType && `${keyType.toLowerCase()}_private_key`,
    [names.clientTenancy]: tenancy,
    [names.clientName]: name,
    'e-helse:sfm.api/client/claims/sfm-id': client.registration.sfmId,
    ...audienceClaims(apis, client),
  }
  const wanted = wantedClaims(apis)
  const entries = Object.entries(known).filter(
    ([claim, value]) => value !== undefined && (claim === names.clientAmr || (wanted?.has(claim) ?? true)),
  )
  return Object.assign(Object.fromEntries(entries), ...apis.map(({ extraClaims }) => extraClaims ?? {}))
}

/** Those that the token's APIs define (NHN's Selvbetjening.Samples: included in access tokens for the API). */
function audienceClaims(apis: Grant['apis'], { registration }: Client): Record<string, unknown> {
  const { audienceSpecificClientClaims: all = [] } = registration
  const ofApis = all.filter(({ key }) => apis.some(({ audience }) => key.startsWith(`${audience}/`)))
  return Object.fromEntries(ofApis.map(({ key, value }) => [key, value]))
}

/** Undefined as soon as one API wants everything. */
function wantedClaims(apis: readonly Api[]): Set<string> | undefined {
  const wanted = new Set<string>()
  for (const { claims } of apis) {
    if (claims === undefined) return undefined
    for (const claim of claims) wanted.add(claim)
  }
  return wanted
}

/** Header members as recorded, in that order. */
export function accessTokenHeader(key: SigningKey, grant: Grant): Record<string, unknown> {
  return { alg: accessTokenAlgorithm, kid: key.kid, x5t: key.x5t, typ: tokenTyp(grant) }
}

/** `JWT` only where every API of the token wants it. */
function tokenTyp({ apis }: Grant): 'at+jwt' | 'JWT' {
  return apis.length > 0 && apis.every((api) => api.tokenTyp === 'JWT') ? 'JWT' : 'at+jwt'
}
