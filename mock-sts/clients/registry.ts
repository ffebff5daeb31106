/** The clients and APIs that one STS knows. */
import type { KeyObject } from 'node:crypto'
import { audienceOf, isIdentityScope, limits } from 'helseid-contract'
import type { ClientFacts, KeyFacts } from 'helseid-contract/rules'
import { clientKeys } from './client-keys.ts'
import { importPublicJwk } from './public-keys.ts'
import type { ApiRegistration, ClientKey, ClientRegistration } from './registration.ts'

/** A registered client, with its facts and keys. */
export interface Client {
  readonly registration: ClientRegistration
  readonly facts: ClientFacts
  readonly keys: readonly RegisteredKey[]
}

export interface RegisteredKey {
  readonly facts: KeyFacts
  /** Imported on first use; undefined if the JWK is unusable. */
  readonly publicKey: () => KeyObject | undefined
}

export interface Api {
  readonly audience: string
  /** In seconds. */
  readonly tokenLifetime: number
  readonly claims?: readonly string[]
  readonly extraClaims?: Readonly<Record<string, unknown>>
  readonly requireDpop?: boolean
  readonly tokenTyp?: 'at+jwt' | 'JWT'
}

export interface Registry {
  client(clientId: string): Client | undefined
  clients(): IterableIterator<Client>
  /** Registers a client, or replaces the one with the same id. */
  registerClient(registration: ClientRegistration): Client
  removeClient(clientId: string): boolean
  /** Registers an API, or replaces the one with the same audience. */
  registerApi(registration: ApiRegistration): void
  /** The registered APIs. */
  apis(): IterableIterator<ApiRegistration>
  /** The API of an audience. Every audience of a known scope has one. */
  api(audience: string): Api | undefined
  /** True for an API scope of a registered API or client. */
  knowsScope(scope: string): boolean
  /** Removes all clients and APIs. */
  clear(): void
}

export function createRegistry(): Registry {
  const clients = new Map<string, Client>()
  const apis = new Map<string, Api>()
  const apiRegistrations = new Map<string, ApiRegistration>()
  const scopeUses = new Map<string, number>()
  const audienceUses = new Map<string, number>()

  const count = (uses: Map<string, number>, name: string, by: 1 | -1) => uses.set(name, (uses.get(name) ?? 0) + by)
  const use = (scope: string, by: 1 | -1) => {
    count(scopeUses, scope, by)
    if (!isIdentityScope(scope)) count(audienceUses, audienceOf(scope) ?? scope, by)
  }
  const forget = (clientId: string) => {
    const known = clients.get(clientId)
    if (known === undefined) return false
    for (const scope of known.facts.scopes) use(scope, -1)
    return clients.delete(clientId)
  }

  return {
    client: (clientId) => clients.get(clientId),
    clients: () => clients.values(),
    registerClient(registration) {
      forget(registration.clientId)
      const client = toClient(registration)
      clients.set(registration.clientId, client)
      for (const scope of client.facts.scopes) use(scope, 1)
      return client
    },
    removeClient: forget,
    apis: () => apiRegistrations.values(),
    registerApi(registration) {
      const { scopes = [], sts: _sts, ...settings } = registration
      for (const scope of apiRegistrations.get(settings.audience)?.scopes ?? []) use(scope, -1)
      apis.set(settings.audience, { tokenLifetime: limits.accessTokenLifetime, ...settings })
      apiRegistrations.set(settings.audience, registration)
      for (const scope of scopes) use(scope, 1)
    },
    api(audience) {
      const api = apis.get(audience)
      if (api !== undefined) return api
      const named = (audienceUses.get(audience) ?? 0) > 0
      return named ? { audience, tokenLifetime: limits.accessTokenLifetime } : undefined
    },
    knowsScope: (scope) => !isIdentityScope(scope) && (scopeUses.get(scope) ?? 0) > 0,
    clear() {
      for (const map of [clients, apis, apiRegistrations, scopeUses, audienceUses]) map.clear()
    },
  }
}

/** Derives facts and keys from a registration. */
export function toClient(registration: ClientRegistration): Client {
  const { clientId, parent, supplier, delegations } = registration
  const keys = clientKeys(registration).map(toKey)
  return {
    registration,
    keys,
    facts: {
      clientId,
      name: registration.name ?? clientId,
      enabled: registration.enabled ?? true,
      tenancy: registration.tenancy ?? 'none',
      keys: keys.map((key) => key.facts),
      grantTypes: registration.grantTypes ?? ['client_credentials'],
      scopes: registration.scopes,
      requireDpop: registration.requireDpop ?? true,
      legacyAuth: registration.legacyAuth ?? false,
      children: registration.children ?? [],
      ...(parent !== undefined && { parent }),
      ...(supplier !== undefined && { supplier }),
      ...(delegations !== undefined && { delegations }),
    },
  }
}

function toKey(jwk: ClientKey): RegisteredKey {
  const { kid, kty = '', alg, crv, n, exp, x5t } = jwk
  const bits = kty === 'RSA' && typeof n === 'string' ? modulusBits(n) : undefined
  let imported: { key: KeyObject | undefined } | undefined
  return {
    facts: {
      kty,
      ...(kid !== undefined && { kid }),
      ...(alg !== undefined && { alg }),
      ...(crv !== undefined && { crv }),
      ...(bits !== undefined && { bits }),
      ...(exp !== undefined && { expiresAt: exp }),
      ...(x5t !== undefined && { x5t }),
    },
    publicKey() {
      imported ??= { key: importPublicJwk(jwk)?.key }
      return imported.key
    },
  }
}

/** Size of an RSA modulus in bits, from its base64url form. */
export function modulusBits(n: string): number {
  const bytes = Buffer.from(n, 'base64url')
  const first = bytes.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (bytes.length - first) * 8 - Math.clz32(bytes[first] as number) + 24
}
