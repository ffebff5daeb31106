/** The clients and APIs that a twin knows: those configured, and those registered since, which a data directory keeps. */
import { type StsName, stsesOf, stsNames } from 'helseid-contract'
import type { DataDir } from '../store/data-dir.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import type { Registry } from './registry.ts'

/** Registrations made while the twin runs, by STS and id, in order. */
export interface Registered {
  readonly clients: Map<string, ClientRegistration>
  readonly apis: Map<string, ApiRegistration>
}

export interface Registrations {
  /** For what was not configured; it stays when the configuration changes. */
  configure(configured: RegistrationSources['configured']): Promise<void>
  reset(): Promise<void>
  isRegistered(clientId: string): boolean
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /** Takes a client out of every STS; a configured one is back when the twin is configured anew. False for one that there is none of. */
  removeClient(clientId: string): Promise<boolean>
  /** How a client is registered, with whichever STS knows it. */
  registration(clientId: string): ClientRegistration | undefined
  /** Every client that some STS knows, with those STSs. */
  registrations(): readonly ClientRegistration[]
  /** The APIs whose tokens differ from the default. */
  apiRegistrations(): readonly ApiRegistration[]
}

export function noRegistrations(): Registered {
  return { clients: new Map(), apis: new Map() }
}

/** Those kept in a data directory. */
export function keptRegistrations(dataDir: DataDir | undefined): Registered {
  const registered = noRegistrations()
  for (const client of dataDir?.registrations.clients ?? [])
    registered.clients.set(`${client.sts} ${client.clientId}`, client)
  for (const api of dataDir?.registrations.apis ?? []) registered.apis.set(`${api.sts} ${api.audience}`, api)
  return registered
}

export interface RegistrationSources {
  readonly registries: Readonly<Record<StsName, Registry>>
  readonly configured: {
    readonly clients?: readonly ClientRegistration[] | undefined
    readonly apis?: readonly ApiRegistration[] | undefined
  }
  readonly store: unknown
}
export function createRegistrations({ registries, configured: first }: RegistrationSources): Registrations {
  let configured = first
  const registered = noRegistrations()
  const putClient = (client: ClientRegistration) => {
    for (const sts of stsesOf(client)) registries[sts].registerClient(client)
  }
  const putApi = (api: ApiRegistration) => {
    for (const sts of stsesOf(api)) registries[sts].registerApi(api)
  }
  const build = () => {
    for (const name of stsNames) registries[name].clear()
    for (const api of [...(configured.apis ?? []), ...registered.apis.values()]) putApi(api)
    for (const client of [...(configured.clients ?? []), ...registered.clients.values()]) putClient(client)
  }
  build()
  const known = () =>
    stsNames.flatMap((name) => [...registries[name].clients()].map(({ registration }) => registration))
  return {
    async configure(changed) {
      configured = changed
      build()
    },
    async reset() {
      registered.clients.clear()
      registered.apis.clear()
      build()
    },
    isRegistered: (clientId) => [...registered.clients.values()].some((client) => client.clientId === clientId),
    async registerClient(registration) {
      for (const sts of stsesOf(registration))
        registered.clients.set(`${sts} ${registration.clientId}`, { ...registration, sts })
      putClient(registration)
    },
    async registerApi(registration) {
      for (const sts of stsesOf(registration))
        registered.apis.set(`${sts} ${registration.audience}`, { ...registration, sts })
      putApi(registration)
    },
    async removeClient(clientId) {
      const removed = stsNames.filter((sts) => registries[sts].removeClient(clientId))
      for (const sts of removed) registered.clients.delete(`${sts} ${clientId}`)
      return removed.length > 0
    },
    registration: (clientId) => known().find((registration) => registration.clientId === clientId),
    registrations: () =>
      [...new Map(known().map((client) => [client.clientId, client])).values()].map((client) => ({
        ...client,
        sts: stsNames.filter((sts) => registries[sts].client(client.clientId) !== undefined),
      })),
    apiRegistrations: () => [...new Set(stsNames.flatMap((name) => [...registries[name].apis()]))],
  }
}
