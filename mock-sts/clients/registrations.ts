/** The clients and APIs that a twin knows: those configured, and those registered since, which a data directory keeps. */
import { type StsName, stsNames } from 'helseid-contract'
import { stsesOf } from '../config/options.ts'
import type { DataDir } from '../store/data-dir.ts'
import type { Sts } from '../sts/sts.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'

/** Registrations made while the twin runs, by STS and id, in order. */
export interface Registered {
  readonly clients: Map<string, ClientRegistration>
  readonly apis: Map<string, ApiRegistration>
}

export interface Registrations {
  /** For what was not configured; it stays when the configuration changes. */
  registerClient(registration: ClientRegistration): void
  registerApi(registration: ApiRegistration): void
  /** Takes a client out of every STS; a configured one is back when the twin is configured anew. False for one that there is none of. */
  removeClient(clientId: string): boolean
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
  readonly stses: Readonly<Record<StsName, Sts>>
  readonly configured: { readonly clients: readonly ClientRegistration[]; readonly apis: readonly ApiRegistration[] }
  readonly registered: Registered
  readonly dataDir: DataDir | undefined
}

/** Makes the STSs know what is configured and what has been registered. */
export function createRegistrations({ stses, configured, registered, dataDir }: RegistrationSources): Registrations {
  const save = () => dataDir?.save({ clients: [...registered.clients.values()], apis: [...registered.apis.values()] })
  const putClient = (client: ClientRegistration) => {
    for (const sts of stsesOf(client)) stses[sts].registry.registerClient(client)
  }
  const putApi = (api: ApiRegistration) => {
    for (const sts of stsesOf(api)) stses[sts].registry.registerApi(api)
  }
  for (const api of [...configured.apis, ...registered.apis.values()]) putApi(api)
  for (const client of [...configured.clients, ...registered.clients.values()]) putClient(client)
  const known = () =>
    stsNames.flatMap((name) => [...stses[name].registry.clients()].map(({ registration }) => registration))
  return {
    registerClient(registration) {
      for (const sts of stsesOf(registration))
        registered.clients.set(`${sts} ${registration.clientId}`, { ...registration, sts })
      putClient(registration)
      save()
    },
    registerApi(registration) {
      for (const sts of stsesOf(registration))
        registered.apis.set(`${sts} ${registration.audience}`, { ...registration, sts })
      putApi(registration)
      save()
    },
    removeClient(clientId) {
      const removed = stsNames.filter((sts) => stses[sts].registry.removeClient(clientId))
      for (const sts of removed) registered.clients.delete(`${sts} ${clientId}`)
      if (removed.length > 0) save()
      return removed.length > 0
    },
    registration: (clientId) => known().find((registration) => registration.clientId === clientId),
    registrations: () =>
      [...new Map(known().map((client) => [client.clientId, client])).values()].map((client) => ({
        ...client,
        sts: stsNames.filter((sts) => stses[sts].registry.client(client.clientId) !== undefined),
      })),
    apiRegistrations: () => [...new Set(stsNames.flatMap((name) => [...stses[name].registry.apis()]))],
  }
}
