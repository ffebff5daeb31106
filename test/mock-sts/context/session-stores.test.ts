/** What sessions write to stores: nothing to the store of their twin, not even when they end during a change. */
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import type { Collection, Records } from '../../../mock-sts/store/records.ts'
import type { Store } from '../../../mock-sts/store/store.ts'
import { assembleTwin } from '../../../mock-sts/twin/assemble.ts'
import { realIssuerOf } from '../../../mock-sts/twin/foundation.ts'
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const registration = (clientId: string) => ({ clientId, jwks: { keys: [] }, scopes: [] })
const twinOn = (store: Store) => assembleTwin({}, { issuerOf: realIssuerOf, store }).mock

it('registrations in flight when a session ends, or made after it, take no room in the store of the twin', async () => {
  const twin = twinOn(delayedStore(createMemoryStore({ maxRecords: 3 }), seededRandom(19)))
  for (let index = 0; index < 6; index++) {
    const session = await twin.createSession()
    const inFlight = session.registerClient(registration('in-flight'))
    await session.close()
    await inFlight
    await session.registerClient(registration('after-the-end'))
  }
  await twin.registerClient(registration('of-the-twin'))
  const session = await twin.createSession()
  await session.registerClient(registration('in-a-new-session'))
})

it('sessions register clients, use scenarios and answer requests without a change to the store of the twin', async () => {
  const changes: string[] = []
  const recording = (store: Store): Store => ({
    ...store,
    records: <T>(collection: Collection<T>) => {
      const records = store.records(collection)
      const put: Records<T>['put'] = (...given) => {
        changes.push(`put ${collection.name}`)
        return records.put(...given)
      }
      return { ...records, put }
    },
    once: (name) => {
      const once = store.once(name)
      return {
        ...once,
        use: (...given) => {
          changes.push(`use ${name}`)
          return once.use(...given)
        },
      }
    },
    scoped: (name, now) => recording(store.scoped(name, now)),
  })
  const twin = twinOn(recording(createMemoryStore()))
  const [one, other] = [await twin.createSession(), await twin.createSession()]
  await one.registerClient(registration('c'))
  await one.use('server-error', { times: 1 })
  const answers = await Promise.all(
    [one, other].map(({ id }) =>
      twin.handle(
        new Request(`http://localhost:8080/s/${id}/test/connect/token`, {
          method: 'POST',
          body: new URLSearchParams({ client_id: 'c' }),
        }),
      ),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([500, 400])
  expect(changes).toEqual([])
})

it('a session ends without an error when the store of the twin fails', async () => {
  const failing = (store: Store): Store => ({
    ...store,
    scoped: (name, now) => failing(store.scoped(name, now)),
    clear: async () => {
      throw new Error('the store is down')
    },
  })
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', note)
  const session = await twinOn(failing(createMemoryStore())).createSession()
  await session.close()
  await new Promise((resolve) => setTimeout(resolve, 10))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})
