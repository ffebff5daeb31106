/** `registrations.jsonl` of a data directory: the clients and APIs registered while the twin ran. */
import { stsesOf } from 'helseid-contract'
import type { Change } from '../store/record-log.ts'
import type { StoredFile } from '../store/stored-file.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import { apiCollection, clientCollection, recordId } from './registration-records.ts'
import { toClient } from './registry.ts'

/** Finds what is wrong with a registration. */
export interface RegistrationCheck {
  clientProblems(registration: unknown): readonly string[]
  /** Problems of the form only, not of the keys. */
  clientFormProblems(registration: unknown): readonly string[]
  apiProblems(registration: unknown): readonly string[]
}

interface FormerContent {
  readonly clients?: readonly ClientRegistration[]
  readonly apis?: readonly ApiRegistration[]
}

/** `loadCheck` is called only if there is something to check. */
export function registrationsFile(loadCheck: () => Promise<RegistrationCheck>): StoredFile {
  return {
    name: 'registrations.jsonl',
    collections: [clientCollection, apiCollection],
    async check(collection, value) {
      const { apiProblems, clientFormProblems, clientProblems } = await loadCheck()
      const [wrong] = collection === apiCollection.name ? apiProblems(value) : clientFormProblems(value)
      if (wrong !== undefined) throw new Error(wrong)
      if (collection === apiCollection.name) return undefined
      // An earlier version may have accepted it, so it does not keep the twin from starting.
      const [problem] = clientProblems(value)
      if (problem === undefined) return undefined
      const client = value as ClientRegistration
      try {
        toClient(client)
      } catch {
        throw new Error(problem)
      }
      return `the client ${client.clientId} would be refused today: ${problem}`
    },
    former: {
      name: 'registrations.json',
      changes(content) {
        const { clients = [], apis = [] } = (content ?? {}) as FormerContent
        if (!Array.isArray(clients) || !Array.isArray(apis)) throw new Error('its members are not lists')
        return [
          ...clients.flatMap((client) => puts(clientCollection.name, client, client?.clientId)),
          ...apis.flatMap((api) => puts(apiCollection.name, api, api?.audience)),
        ]
      },
    },
  }
}

/** One record for each STS; the form of `value` is checked later. */
function puts(collection: string, value: ClientRegistration | ApiRegistration, name: unknown): Change[] {
  if (typeof value !== 'object' || value === null) throw new Error('a registration in it is not an object')
  return stsesOf(value).map((sts) => ({ put: collection, id: recordId(sts, String(name)), value: { ...value, sts } }))
}
