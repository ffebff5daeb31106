/** Gathers the requested scopes of a token request, and the scopes that its token would have. */
import { audienceOf, isIdentityScope } from 'helseid-contract'
import { type RequestedScope, type ScopeFacts, trimmed } from 'helseid-contract/rules'
import type { Client } from '../clients/registry.ts'
import type { FactSources } from './fact-sources.ts'

export function gatherScopes(
  form: ReadonlyMap<string, readonly string[]>,
  client: Client,
  registry: FactSources['registry'],
): ScopeFacts {
  const text = form.get('scope')?.join(',')
  const requested =
    text === undefined ? undefined : unique(trimmed(text).split(' ')).map((scope) => describe(scope, client, registry))
  const held = client.facts.scopes.filter((scope) => !isIdentityScope(scope) && scope !== 'offline_access')
  const resources = form.get('resource') ?? []
  // Without `scope`: every API scope of the client (CF:481787927).
  const apiScopes = requested ? requested.filter((scope) => scope.kind === 'api').map(({ scope }) => scope) : held
  const target = resources.length === 1 ? resources[0] : undefined
  const ofTarget = target === undefined ? apiScopes : apiScopes.filter((scope) => audienceOf(scope) === target)
  const withheld = new Set(client.registration.termsNotAccepted ?? [])
  const granted = ofTarget.filter((scope) => !withheld.has(scope)).sort()
  const audiences = audiencesOf(granted)
  return {
    ...(requested && { requested }),
    held: held.length,
    offered: audiencesOf(apiScopes),
    resources,
    granted,
    rejected: ofTarget.filter((scope) => withheld.has(scope)).sort(),
    audiences,
    dpopAudiences: audiences.filter((audience) => registry.api(audience)?.requireDpop),
  }
}

function audiencesOf(scopes: readonly string[]): string[] {
  return unique(scopes.map((scope) => audienceOf(scope) ?? scope))
}

function describe(scope: string, client: Client, registry: FactSources['registry']): RequestedScope {
  const audience = audienceOf(scope)
  return {
    scope,
    kind: kindOf(scope, registry),
    granted: client.facts.scopes.includes(scope),
    ...(audience !== undefined && { audience }),
  }
}

function kindOf(scope: string, registry: FactSources['registry']): RequestedScope['kind'] {
  if (scope === 'offline_access') return 'offline_access'
  if (isIdentityScope(scope)) return 'identity'
  return registry.knowsScope(scope) ? 'api' : 'unknown'
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '')
}
