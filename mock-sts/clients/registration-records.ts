/** The clients and APIs registered while a twin runs, as store records: one for each STS. */
import type { StsName } from 'helseid-contract'
import type { Collection, Records } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'

/** A registration at one STS. */
type AtOneSts<T> = T & { readonly sts: StsName }
export type ClientRecord = AtOneSts<ClientRegistration>
export type ApiRecord = AtOneSts<ApiRegistration>

export interface RegistrationRecords {
  readonly clients: Records<ClientRecord>
  readonly apis: Records<ApiRecord>
}

/** In order of registration. */
export interface StoredRegistrations {
  readonly clients: readonly ClientRecord[]
  readonly apis: readonly ApiRecord[]
}

export const clientCollection: Collection<ClientRecord> = {
  name: 'clients',
  schema: 1,
  key: ({ clientId }) => clientId,
}

export const apiCollection: Collection<ApiRecord> = { name: 'apis', schema: 1, key: ({ audience }) => audience }

export function registrationRecords(store: Store): RegistrationRecords {
  return { clients: store.records(clientCollection), apis: store.records(apiCollection) }
}

/** The registrations that the store holds. */
export async function storedRegistrations(store: Store): Promise<StoredRegistrations> {
  const { clients, apis } = registrationRecords(store)
  const valuesOf = async <T>(records: Records<T>) => (await records.list()).map(({ value }) => value)
  return { clients: await valuesOf(clients), apis: await valuesOf(apis) }
}

/** The id of a record. `name` is a client id or an audience. */
export function recordId(sts: StsName, name: string): string {
  return `${sts} ${name}`
}
