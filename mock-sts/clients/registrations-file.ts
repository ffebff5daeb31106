/** `registrations.json` of a data directory: the clients and APIs registered while the twin ran. */
import { stsesOf } from 'helseid-contract'
import type { StoredFile } from '../store/data-dir.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import {
  apiCollection,
  clientCollection,
  recordId,
  registrationRecords,
  storedRegistrations,
} from './registration-records.ts'

/** Finds what is wrong with a registration. */
export interface RegistrationCheck {
  clientProblems(registration: unknown): readonly string[]
  apiProblems(registration: unknown): readonly string[]
}

interface Content {
  readonly clients?: readonly ClientRegistration[]
  readonly apis?: readonly ApiRegistration[]
}

/** `loadCheck` is called only if there is something to check. */
export function registrationsFile(loadCheck: () => Promise<RegistrationCheck>): StoredFile {
  return {
    name: 'registrations.json',
    collections: [clientCollection.name, apiCollection.name],
    async load(content, store) {
      const { clients = [], apis = [] } = content as Content
      const { clientProblems, apiProblems } = await loadCheck()
      const [problem] = [...clients.flatMap(clientProblems), ...apis.flatMap(apiProblems)]
      if (problem !== undefined) throw new Error(problem)
      const records = registrationRecords(store)
      for (const client of clients)
        for (const sts of stsesOf(client)) await records.clients.put(recordId(sts, client.clientId), { ...client, sts })
      for (const api of apis)
        for (const sts of stsesOf(api)) await records.apis.put(recordId(sts, api.audience), { ...api, sts })
    },
    save: storedRegistrations,
  }
}
