/** The clients and APIs of a twin: the configured ones, and those registered later, which the store holds. */
import { type StsName, stsesOf, stsNames } from 'helseid-contract'
import { changeAll } from '../store/change-all.ts'
import { createSerialQueue } from '../store/serial-queue.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import {
  type ApiRecord,
  type ClientRecord,
  type RegistrationRecords,
  recordId,
  type StoredRegistrations,
} from './registration-records.ts'
import type { Registry } from './registry.ts'

/** When the promise of a change resolves, the change is in effect at every STS concerned. When it rejects, nothing has changed. */
export interface Registrations {
  /** Registers a client, which stays when the configuration changes. */
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /**
   * Changes a client's registration at one STS. `change` receives the current registration, undefined for an unknown client. It is
   * called again if another process changes the client meanwhile, so it must not have side effects. Rejects with what it throws.
   */
  changeClient(sts: StsName, clientId: string, change: ClientChange): Promise<ClientRegistration>
  /**
   * Removes a client from every STS, if `only` accepts its current registration. A configured client returns with the next
   * configuration. False for a client that is unknown or not accepted.
   */
  removeClient(clientId: string, only?: (current: ClientRegistration) => boolean): Promise<boolean>
  /** A client's registration, at the first STS that knows it. */
  client(clientId: string): ClientRegistration | undefined
  /** All clients, each with the STSs that know it. */
  clients(): readonly ClientRegistration[]
  /** The registered APIs. */
  apis(): readonly ApiRegistration[]
  /** Whether the client was registered while the twin ran, in this process or an earlier one. */
  hasRegistered(clientId: string): boolean
  /** Replaces the configured clients and APIs. Registered ones stay. */
  configure(configured: Configured): void
  /** Removes all but the configured clients and APIs. If it rejects, the store may have lost some of the others: call it again. */
  reset(): Promise<void>
}

export type ClientChange = (current: ClientRegistration | undefined) => ClientRegistration

export interface Configured {
  readonly clients: readonly ClientRegistration[]
  readonly apis: readonly ApiRegistration[]
}

export interface RegistrationSources {
  /** Local copy in which the STSs look up clients and APIs. It is always current. */
  readonly registries: Readonly<Record<StsName, Registry>>
  readonly records: RegistrationRecords
  readonly configured: Configured
  /** The content of the records at the start. Default: none. */
  readonly stored?: StoredRegistrations | undefined
  /** Receives each registration, new or changed, once it is in effect, and what a change has replaced. */
  readonly onRegistered?: (registration: ClientRegistration, former?: ClientRegistration) => void
}

export function createRegistrations(sources: RegistrationSources): Registrations {
  const { registries, records, configured, stored, onRegistered = () => undefined } = sources
  const clients = new Map<string, ClientRecord>()
  const apis = new Map<string, ApiRecord>()
  // One change at a time, so that the local copy follows the records in order.
  const enqueue = createSerialQueue()
  let current = configured

  const know = ({ clients, apis }: Configured) => {
    for (const api of apis) for (const sts of stsesOf(api)) registries[sts].registerApi(api)
    for (const client of clients) for (const sts of stsesOf(client)) registries[sts].registerClient(client)
  }
  const rebuild = () => {
    for (const sts of stsNames) registries[sts].clear()
    know({ clients: [...current.clients, ...clients.values()], apis: [...current.apis, ...apis.values()] })
  }
  const known = () => stsNames.flatMap((sts) => [...registries[sts].clients()].map(({ registration }) => registration))

  for (const client of stored?.clients ?? []) clients.set(recordId(client.sts, client.clientId), client)
  for (const api of stored?.apis ?? []) apis.set(recordId(api.sts, api.audience), api)
  rebuild()

  return {
    registerClient: (registration) =>
      enqueue(async () => {
        const added = stsesOf(registration).map((sts) => ({ ...registration, sts }))
        const idOf = ({ sts, clientId }: ClientRecord) => recordId(sts, clientId)
        await changeAll(records.clients, new Map(added.map((client) => [idOf(client), client])))
        for (const client of added) clients.set(idOf(client), client)
        know({ clients: [registration], apis: [] })
        onRegistered(registration)
      }),
    registerApi: (registration) =>
      enqueue(async () => {
        const added = stsesOf(registration).map((sts) => ({ ...registration, sts }))
        const idOf = ({ sts, audience }: ApiRecord) => recordId(sts, audience)
        await changeAll(records.apis, new Map(added.map((api) => [idOf(api), api])))
        for (const api of added) apis.set(idOf(api), api)
        know({ clients: [], apis: [registration] })
      }),
    changeClient: (sts, clientId, change) =>
      enqueue(async () => {
        const id = recordId(sts, clientId)
        for (;;) {
          const record = await records.clients.get(id)
          const former = record?.value ?? registries[sts].client(clientId)?.registration
          const changed = { ...change(former), sts }
          const version = await records.clients.put(id, changed, { ifVersion: record?.version ?? 'absent' })
          if (version === undefined) continue
          clients.set(id, changed)
          know({ clients: [changed], apis: [] })
          onRegistered(changed, former)
          return changed
        }
      }),
    removeClient: (clientId, only) =>
      enqueue(async () => {
        const registered = known().find((registration) => registration.clientId === clientId)
        if (only !== undefined && (registered === undefined || !only(registered))) return false
        const ids = stsNames.map((sts) => recordId(sts, clientId))
        const before = await changeAll(records.clients, new Map(ids.map((id) => [id, undefined])))
        for (const id of ids) clients.delete(id)
        const removed = stsNames.map((sts) => registries[sts].removeClient(clientId))
        return before.some((record) => record !== undefined) || removed.includes(true)
      }),
    client: (clientId) => known().find((registration) => registration.clientId === clientId),
    clients: () =>
      [...new Map(known().map((client) => [client.clientId, client])).values()].map((client) => ({
        ...client,
        sts: stsNames.filter((sts) => registries[sts].client(client.clientId) !== undefined),
      })),
    apis: () => [...new Set(stsNames.flatMap((sts) => [...registries[sts].apis()]))],
    hasRegistered: (clientId) => stsNames.some((sts) => clients.has(recordId(sts, clientId))),
    configure(configured) {
      current = configured
      rebuild()
    },
    reset: () =>
      enqueue(async () => {
        await Promise.all([records.clients.clear(), records.apis.clear()])
        clients.clear()
        apis.clear()
        rebuild()
      }),
  }
}
