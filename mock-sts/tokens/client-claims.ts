/** The claims of an access token about its client. */
import { claims as names } from 'helseid-contract'
import type { Api, Client } from '../clients/registry.ts'
import type { Grant } from './grant.ts'

/** A claim without a value is `undefined`. */
type KnownClaims = Readonly<Record<string, unknown>>

/** The API, not the client, decides which client claims appear (UP:claims). Default: all known. */
export function clientClaims(grant: Grant): Record<string, unknown> {
  const { apis } = grant
  const allowed = allowedClaims(apis)
  const entries = Object.entries(knownClaims(grant)).filter(
    ([claim, value]) => value !== undefined && (claim === names.clientAmr || (allowed?.has(claim) ?? true)),
  )
  return Object.assign(Object.fromEntries(entries), ...apis.map(({ extraClaims }) => extraClaims ?? {}))
}

function knownClaims({ apis, client, organization, amr, keyType }: Grant): KnownClaims {
  const { name, tenancy } = client.facts
  return {
    [names.clientAmr]: amr,
    [names.orgnrParent]: organization.parent,
    [names.orgnrChild]: organization.child,
    [names.orgnrSupplier]: organization.supplier,
    [names.sfmJournalId]: organization.sfmJournalId,
    [names.clientAmrDetail]: keyType && `${keyType.toLowerCase()}_private_key`,
    'e-helse:sfm.api/client/claims/sfm-id': client.registration.sfmId,
    ...audienceClaims(apis, client),
    [names.clientName]: name,
    [names.clientTenancy]: tenancy,
  }
}

/** The claims defined by the token's APIs (NHN's Selvbetjening.Samples: included in access tokens for the API). */
function audienceClaims(apis: readonly Api[], { registration }: Client): Record<string, unknown> {
  const { audienceSpecificClientClaims: all = [] } = registration
  const ofApis = all.filter(({ key }) => apis.some(({ audience }) => key.startsWith(`${audience}/`)))
  return Object.fromEntries(ofApis.map(({ key, value }) => [key, value]))
}

/** Undefined if any API accepts all claims. */
function allowedClaims(apis: readonly Api[]): Set<string> | undefined {
  const allowed = new Set<string>()
  for (const { claims } of apis) {
    if (claims === undefined) return undefined
    for (const claim of claims) allowed.add(claim)
  }
  return allowed
}
