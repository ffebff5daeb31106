/** The clients and APIs that a twin knows: those configured, and those registered since, which its store keeps. */
import { type StsName, stsesOf, stsNames } from 'helseid-contract'
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

/** A change takes effect at every STS concerned when its promise resolves, and not at all when it rejects. */
export interface Registrations {
  /** For a client that is not configured; it stays when the configuration changes. */
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /**
   * Changes how an STS knows a client. `change` is given the registration as it is, undefined for an unknown client; it is called
   * again if another process changes the client meanwhile, so it must have no effect of its own. What it throws is passed on.
   */
  changeClient(sts: StsName, clientId: string, change: ClientChange): Promise<ClientRegistration>
  /** Removes a client from every STS; a configured one is back when the twin is configured again. False for an unknown one. */
  removeClient(clientId: string): Promise<boolean>
  /** How a client is registered, with whichever STS knows it. */
  client(clientId: string): ClientRegistration | undefined
  /** Every client that some STS knows, with those STSs. */
  clients(): readonly ClientRegistration[]
  /** The APIs whose tokens differ from the default. */
  apis(): readonly ApiRegistration[]
  /** Whether the client has been registered since the start, or was kept from before it. */
  hasRegistered(clientId: string): boolean
  /** Replaces what is configured; what has been registered since stays. */
  configure(configured: Configured): void
  /** Back to what is configured. */
  reset(): Promise<void>
}

export type ClientChange = (current: ClientRegistration | undefined) => ClientRegistration

export interface Configured {
  readonly clients: readonly ClientRegistration[]
  readonly apis: readonly ApiRegistration[]
}

export interface RegistrationSources {
  /** Where the STSs look clients and APIs up: the local copy, always current. */
  readonly registries: Readonly<Record<StsName, Registry>>
  readonly records: RegistrationRecords
  readonly configured: Configured
  /** What the records hold at the start. Default: nothing. */
  readonly stored?: StoredRegistrations | undefined
}

export function createRegistrations({ registries, records, configured, stored }: RegistrationSources): Registrations {
  const clients = new Map<string, ClientRecord>()
  const apis = new Map<string, ApiRecord>()
  // The local copy follows the records in the order of the changes.
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
        await Promise.all(added.map((client) => records.clients.put(idOf(client), client)))
        for (const client of added) clients.set(idOf(client), client)
        know({ clients: [registration], apis: [] })
      }),
    registerApi: (registration) =>
      enqueue(async () => {
        const added = stsesOf(registration).map((sts) => ({ ...registration, sts }))
        const idOf = ({ sts, audience }: ApiRecord) => recordId(sts, audience)
        await Promise.all(added.map((api) => records.apis.put(idOf(api), api)))
        for (const api of added) apis.set(idOf(api), api)
        know({ clients: [], apis: [registration] })
      }),
    changeClient: (sts, clientId, change) =>
      enqueue(async () => {
        const id = recordId(sts, clientId)
        for (;;) {
          const record = await records.clients.get(id)
          const changed = { ...change(record?.value ?? registries[sts].client(clientId)?.registration), sts }
          const version = await records.clients.put(id, changed, { ifVersion: record?.version ?? 'absent' })
          if (version === undefined) continue
          clients.set(id, changed)
          know({ clients: [changed], apis: [] })
          return changed
        }
      }),
    removeClient: (clientId) =>
      enqueue(async () => {
        const ids = stsNames.map((sts) => recordId(sts, clientId))
        const deleted = await Promise.all(ids.map((id) => records.clients.delete(id)))
        for (const id of ids) clients.delete(id)
        const removed = stsNames.map((sts) => registries[sts].removeClient(clientId))
        return [...deleted, ...removed].includes(true)
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
