/** Registrations and their store: the STSs' copy follows the store, even a slow one or one that another process changes. */
import { type StsName, stsNames } from 'helseid-contract'
import { describe, expect, it } from 'vitest'
import type { ClientRegistration } from '../../../mock-sts/clients/registration.ts'
import {
  type RegistrationRecords,
  registrationRecords,
  storedRegistrations,
} from '../../../mock-sts/clients/registration-records.ts'
import { type Configured, createRegistrations } from '../../../mock-sts/clients/registrations.ts'
import { createRegistry, type Registry } from '../../../mock-sts/clients/registry.ts'
import { createMemoryStore } from '../../../mock-sts/store/memory.ts'
import type { Records } from '../../../mock-sts/store/records.ts'
import type { Store } from '../../../mock-sts/store/store.ts'
import { delayedStore, seededRandom } from '../store/delayed-store.ts'

const client = (clientId: string, more: Partial<ClientRegistration> = {}): ClientRegistration => ({
  clientId,
  jwks: { keys: [] },
  scopes: [],
  ...more,
})
const nothing: Configured = { clients: [], apis: [] }

async function registrationsOn(store: Store, configured = nothing) {
  const registries = Object.fromEntries(stsNames.map((sts) => [sts, createRegistry()])) as Record<StsName, Registry>
  const stored = await storedRegistrations(store)
  const registrations = createRegistrations({ registries, records: registrationRecords(store), configured, stored })
  return { registries, registrations }
}
const scopesIn = async (store: Store) =>
  (await storedRegistrations(store)).clients.map(({ sts, scopes }) => [sts, [...scopes].sort()])
const withScope = (scope: string) => (current: ClientRegistration | undefined) => ({
  ...(current as ClientRegistration),
  scopes: [...(current?.scopes ?? []), scope],
})
const scopes = Array.from({ length: 50 }, (_, index) => `nhn:example/${index}`).sort()

it('loses none of 50 concurrent changes to one client, and the STS knows all when they have resolved', async () => {
  const store = delayedStore(createMemoryStore(), seededRandom(11))
  const { registries, registrations } = await registrationsOn(store, { clients: [client('c')], apis: [] })
  await Promise.all(scopes.map((scope) => registrations.changeClient('test', 'c', withScope(scope))))
  expect([...(registries.test.client('c')?.facts.scopes ?? [])].sort()).toEqual(scopes)
  expect(registries.qa.client('c')?.facts.scopes).toEqual([])
  expect(await scopesIn(store)).toEqual([['test', scopes]])
})

it('loses no change when two processes change one client concurrently', async () => {
  const shared = createMemoryStore()
  const processes = await Promise.all(
    [1, 2].map((seed) =>
      registrationsOn(delayedStore(shared, seededRandom(seed)), { clients: [client('c')], apis: [] }),
    ),
  )
  await Promise.all(
    scopes.map((scope, index) => processes[index % 2]?.registrations.changeClient('test', 'c', withScope(scope))),
  )
  expect(await scopesIn(shared)).toEqual([['test', scopes]])
})

it('makes a client known at every STS concerned when the registration resolves, and nowhere when it rejects', async () => {
  const memory = createMemoryStore()
  const { registries, registrations } = await registrationsOn(delayedStore(memory, seededRandom(3)))
  await registrations.registerClient(client('c', { sts: ['test', 'qa'] }))
  expect(stsNames.map((sts) => registries[sts].client('c')?.facts.clientId)).toEqual(['c', 'c', undefined])

  const records = registrationRecords(memory)
  const full = { ...records.clients, put: () => Promise.reject(new RangeError('the store is full')) }
  const failing = createRegistrations({ registries, records: { ...records, clients: full }, configured: nothing })
  await expect(failing.registerClient(client('d'))).rejects.toThrow('the store is full')
  expect([failing.client('d'), failing.hasRegistered('d')]).toEqual([undefined, false])
  await failing.registerApi({ audience: 'nhn:after-a-failure' })
  expect(failing.apis()).toMatchObject([{ audience: 'nhn:after-a-failure' }])
})

describe('a registration at several STSs of which the store refuses one', () => {
  /** Records that refuse every change of one id, and every change at all once `breaksDown` says so. */
  const refusing = <T>(records: Records<T>, refused: string, breaksDown: () => boolean = () => false): Records<T> => {
    const check = (id: string) => {
      if (id === refused || breaksDown()) throw new RangeError(`the store refuses ${id}`)
    }
    return {
      ...records,
      put: async (id, ...given) => {
        check(id)
        return records.put(id, ...given)
      },
      delete: async (id) => {
        check(id)
        return records.delete(id)
      },
    }
  }
  const registries = () =>
    Object.fromEntries(stsNames.map((sts) => [sts, createRegistry()])) as Record<StsName, Registry>
  const startOn = async (store: Store, change: (records: RegistrationRecords) => Partial<RegistrationRecords>) => {
    const records = registrationRecords(store)
    return createRegistrations({
      registries: registries(),
      records: { ...records, ...change(records) },
      configured: nothing,
      stored: await storedRegistrations(store),
    })
  }

  it.each(stsNames)('leaves no client and no API in the store when %s is refused', async (sts) => {
    const store = createMemoryStore()
    const registrations = await startOn(store, ({ clients, apis }) => ({
      clients: refusing(clients, `${sts} c`),
      apis: refusing(apis, `${sts} nhn:c`),
    }))
    await expect(registrations.registerClient(client('c'))).rejects.toThrow(`the store refuses ${sts} c`)
    await expect(registrations.registerApi({ audience: 'nhn:c' })).rejects.toThrow(`the store refuses ${sts} nhn:c`)
    expect(await storedRegistrations(store)).toEqual({ clients: [], apis: [] })
    expect([registrations.clients(), registrations.apis()]).toEqual([[], []])
  })

  it('puts back the earlier registration, and the client when it cannot be removed', async () => {
    const store = createMemoryStore()
    const before = await startOn(store, () => ({}))
    await before.registerClient(client('c', { name: 'earlier' }))
    const registrations = await startOn(store, ({ clients }) => ({ clients: refusing(clients, 'qa c') }))
    await expect(registrations.registerClient(client('c', { name: 'later' }))).rejects.toThrow('refuses qa c')
    await expect(registrations.removeClient('c')).rejects.toThrow('refuses qa c')
    const { clients } = await storedRegistrations(store)
    expect(clients.map(({ sts, name }) => [sts, name]).sort()).toEqual(stsNames.map((sts) => [sts, 'earlier']).sort())
    expect(registrations.client('c')?.name).toBe('earlier')
  })

  it('keeps what another process has registered meanwhile', async () => {
    const store = createMemoryStore()
    const { clients } = registrationRecords(store)
    const registrations = await startOn(store, () => ({
      clients: {
        ...clients,
        async put(id, ...given) {
          if (id !== 'prod c') return clients.put(id, ...given)
          await clients.put('test c', { ...client('c', { name: 'from another process' }), sts: 'test' })
          throw new RangeError('the store is full')
        },
      },
    }))
    await expect(registrations.registerClient(client('c'))).rejects.toThrow('the store is full')
    expect((await storedRegistrations(store)).clients.map(({ sts, name }) => [sts, name])).toEqual([
      ['test', 'from another process'],
    ])
  })

  it('says so when a change cannot be undone', async () => {
    const store = createMemoryStore()
    let puts = 0
    const registrations = await startOn(store, ({ clients }) => ({
      clients: { ...refusing(clients, 'none', () => ++puts > 1) },
    }))
    await expect(registrations.registerClient(client('c'))).rejects.toThrow(
      'the store refuses qa c; some of the changes could not be undone',
    )
  })
})

it('makes changes in order, so that STSs and store agree', async () => {
  const store = delayedStore(createMemoryStore(), seededRandom(5))
  const { registries, registrations } = await registrationsOn(store)
  await Promise.all([
    ...Array.from({ length: 20 }, (_, index) => registrations.registerClient(client('c', { name: `name ${index}` }))),
    registrations.registerClient(client('gone')),
    registrations.removeClient('gone'),
  ])
  expect(stsNames.map((sts) => registries[sts].client('c')?.facts.name)).toEqual(Array(3).fill('name 19'))
  expect((await storedRegistrations(store)).clients.map(({ name }) => name)).toEqual(Array(3).fill('name 19'))
  expect([registrations.client('gone'), registrations.hasRegistered('gone')]).toEqual([undefined, false])
})

it('removeClient removes a client from every STS, and a configured client returns with the next configuration', async () => {
  const store = createMemoryStore()
  const configured = { clients: [client('configured')], apis: [] }
  const { registrations } = await registrationsOn(store, configured)
  await registrations.registerClient(client('since'))
  expect(await registrations.removeClient('since')).toBe(true)
  expect(await registrations.removeClient('since')).toBe(false)
  expect(await registrations.removeClient('configured')).toBe(true)
  expect([registrations.clients(), (await storedRegistrations(store)).clients]).toEqual([[], []])
  registrations.configure(configured)
  expect(registrations.clients().map(({ clientId }) => clientId)).toEqual(['configured'])
})

it('configure replaces configured clients and APIs; registered ones stay and take precedence', async () => {
  const api = (audience: string, tokenLifetime: number) => ({ audience, tokenLifetime, scopes: [`${audience}/a`] })
  const { registries, registrations } = await registrationsOn(createMemoryStore(), {
    clients: [client('old', { scopes: ['nhn:old/a'] }), client('both', { name: 'as configured' })],
    apis: [api('nhn:old-api', 60), api('nhn:both', 60)],
  })
  await registrations.registerClient(client('both', { name: 'as registered' }))
  await registrations.registerApi(api('nhn:both', 120))
  registrations.configure({
    clients: [client('new', { scopes: ['nhn:new/a'] }), client('both', { name: 'as configured' })],
    apis: [api('nhn:new-api', 60), api('nhn:both', 60)],
  })
  expect(registrations.clients().map(({ clientId, name }) => [clientId, name])).toEqual([
    ['new', undefined],
    ['both', 'as registered'],
  ])
  expect([...registries.qa.apis()].map(({ audience, tokenLifetime }) => [audience, tokenLifetime])).toEqual([
    ['nhn:new-api', 60],
    ['nhn:both', 120],
  ])
  const known = ['nhn:old/a', 'nhn:old-api/a', 'nhn:new/a', 'nhn:new-api/a'].map(registries.test.knowsScope)
  expect(known).toEqual([false, false, true, true])
})

it('reset removes all but the configured clients and APIs, from the store too', async () => {
  const store = delayedStore(createMemoryStore(), seededRandom(9))
  const { registries, registrations } = await registrationsOn(store, {
    clients: [client('c', { name: 'as configured' })],
    apis: [],
  })
  await Promise.all([
    registrations.registerClient(client('since')),
    registrations.registerApi({ audience: 'nhn:since', scopes: ['nhn:since/a'] }),
    registrations.changeClient('test', 'c', () => client('c', { name: 'changed' })),
    registrations.removeClient('c'),
    registrations.reset(),
  ])
  expect(registrations.clients()).toEqual([{ ...client('c', { name: 'as configured' }), sts: stsNames }])
  expect([
    registrations.apis(),
    registries.test.knowsScope('nhn:since/a'),
    registrations.hasRegistered('since'),
  ]).toEqual([[], false, false])
  expect(await storedRegistrations(store)).toEqual({ clients: [], apis: [] })
})

it('knows the stored registrations from the start, in order of registration', async () => {
  const store = createMemoryStore()
  const before = await registrationsOn(store)
  for (const id of ['b', 'a', 'c']) await before.registrations.registerClient(client(id, { sts: 'test' }))
  await before.registrations.registerApi({ audience: 'nhn:kept', tokenLifetime: 60 })
  const { registries, registrations } = await registrationsOn(store)
  expect([...registries.test.clients()].map(({ facts }) => facts.clientId)).toEqual(['b', 'a', 'c'])
  expect(registrations.apis().map(({ audience }) => audience)).toContain('nhn:kept')
  expect(registrations.hasRegistered('a')).toBe(true)
})
