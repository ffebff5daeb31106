/** Puts a twin together: its STSs, its journal, its clock, and what answers its requests. */
import { randomBytes as nodeRandomBytes, randomUUID } from 'node:crypto'
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import { type ActingScenarios, createActingScenarios, parseScenario } from './acting-scenarios.ts'
import { localIssuers } from './address.ts'
import { createClock } from './clock.ts'
import { defaults, type MockOptions, profilesOf, requireSts, stsesOf } from './config.ts'
import { createControlAccess } from './control/access.ts'
import type { DataDir } from './data-dir.ts'
import { createHandler } from './handle.ts'
import { createJournal } from './journal.ts'
import { mint, mintSources } from './mint.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import { createSessions } from './sessions.ts'
import type { SigningKey } from './signing-keys.ts'
import { createSts, type Sts } from './sts.ts'
import type { HelseIdMock, SessionControl, StartedSession, Twin } from './twin.ts'

/** Registrations made while the twin runs, by STS and id, in order. */
interface Registered {
  readonly clients: Map<string, ClientRegistration>
  readonly apis: Map<string, ApiRegistration>
}

type Kept = Pick<Twin, 'stses' | 'journal' | 'scenarios' | 'clock'> & {
  readonly registered: Registered
  readonly linkSecret: Buffer
}

const realIssuers = Object.fromEntries(stsNames.map((name) => [name, stsEnvironments[name].issuer]))

export function realIssuerOf(sts: StsName): string {
  return realIssuers[sts] as string
}

/** What a twin stands on that is not a matter of its options. */
export interface Foundation {
  /** The issuers its owner is told. */
  readonly issuerOf: (sts: StsName) => string
  /** Default: the committed demo keys. */
  readonly signingKeys?: Readonly<Record<StsName, Promise<SigningKey>>> | undefined
  /** Where registrations are kept. Default: in memory only. */
  readonly dataDir?: DataDir | undefined
  /** Path below which everything lies, for a session. Default: the root. */
  readonly basePath?: string
}

/** Puts a twin together of options that have been checked. */
export function assembleTwin(start: MockOptions, foundation: Foundation): HelseIdMock {
  const { issuerOf } = foundation
  let options = start
  const sessions = foundation.basePath === undefined ? createSessions() : undefined
  const sessionControl = sessions && {
    get ids() {
      return sessions.ids
    },
    end: sessions.end,
    create(more: MockOptions, origin: string): StartedSession {
      const issuers = (basePath: string) => localIssuers(origin + basePath)
      const session = sessions.create((basePath) =>
        assembleTwin(sessionOptions(options, more), {
          issuerOf: (sts) => issuers(basePath)[sts],
          signingKeys: foundation.signingKeys,
          basePath,
        }),
      )
      const end = async () => void sessions.end(session.id)
      const own = { id: session.id, origin: origin + session.basePath, close: end, [Symbol.asyncDispose]: end }
      return Object.assign(
        Object.defineProperties({} as HelseIdMock, Object.getOwnPropertyDescriptors(session.twin)),
        own,
      )
    },
  }
  const reset = async () => {
    foundation.dataDir?.save({ clients: [], apis: [] })
    replace(createTwin(options, foundation, reset, undefined, noRegistrations(), sessionControl))
  }
  let twin = createTwin(options, foundation, reset, undefined, undefined, sessionControl)
  let handler = createHandler(twin)
  const replace = (next: ReturnType<typeof createTwin>) => {
    twin = next
    handler = createHandler(twin)
  }
  return {
    handle(request, connection) {
      const session = sessions && request.url.includes('/s/') ? sessions.find(new URL(request.url).pathname) : undefined
      return session === undefined ? handler(request, connection) : session.twin.handle(request, connection)
    },
    async createSession(more = {}) {
      if (sessionControl === undefined)
        throw new TypeError('this is a session: make another with the twin that it is of')
      const { assertOptions } = await import('./config-problems.ts')
      assertOptions(more)
      return sessionControl.create(more, issuerOf('test').replace(/\/test$/, ''))
    },
    issuer: (name) => issuerOf(requireSts(name)),
    async registerClient(registration) {
      // The validator is loaded only where there is something to validate.
      const { assertClient } = await import('./config-problems.ts')
      assertClient(registration)
      twin.registerClient(registration)
    },
    async use(names, use) {
      twin.scenarios.use(names, use)
    },
    async mint(options = {}) {
      const sts = requireSts(options.sts ?? 'test')
      const { keys } = twin.stses[sts]
      return mint(options, { issuer: issuerOf(sts), ...(await mintSources(keys.active(), twin.clock)) })
    },
    keys(name = 'test') {
      return twin.stses[requireSts(name)].keys
    },
    get clock() {
      return twin.clock
    },
    get requests() {
      return twin.journal.entries
    },
    async configure(changed) {
      const { assertOptions } = await import('./config-problems.ts')
      assertOptions(changed)
      const { now, randomBytes, log, caCertificate } = options
      const kept = { now, randomBytes, log, caCertificate }
      options = {
        ...(Object.fromEntries(Object.entries(kept).filter(([, value]) => value)) as MockOptions),
        ...changed,
      }
      replace(createTwin(options, foundation, reset, twin, undefined, sessionControl))
    },
    reset,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  }
}

/** What is configured, and what is asked for besides: clients and APIs are added, all else is put in its place. */
function sessionOptions(configured: MockOptions, more: MockOptions): MockOptions {
  const ids = new Set((more.clients ?? []).map(({ clientId }) => clientId))
  const clients = [...(configured.clients ?? []).filter(({ clientId }) => !ids.has(clientId)), ...(more.clients ?? [])]
  return { ...configured, ...more, clients, apis: [...(configured.apis ?? []), ...(more.apis ?? [])] }
}

function startScenarios(scenario: string | undefined): ActingScenarios {
  const scenarios = createActingScenarios()
  if (scenario === undefined) return scenarios
  const { name, parameters } = parseScenario(scenario)
  scenarios.use(name, { parameters })
  return scenarios
}

function noRegistrations(): Registered {
  return { clients: new Map(), apis: new Map() }
}

/** Those kept in a data directory. */
function keptRegistrations(dataDir: DataDir | undefined): Registered {
  const registered = noRegistrations()
  for (const client of dataDir?.registrations.clients ?? [])
    registered.clients.set(`${client.sts} ${client.clientId}`, client)
  for (const api of dataDir?.registrations.apis ?? []) registered.apis.set(`${api.sts} ${api.audience}`, api)
  return registered
}

function createTwin(
  options: MockOptions,
  foundation: Foundation,
  reset: () => Promise<void>,
  kept?: Kept,
  registered: Registered = kept?.registered ?? keptRegistrations(foundation.dataDir),
  sessions?: SessionControl,
): Twin & Kept {
  const { issuerOf, dataDir, basePath = '' } = foundation
  const { now, randomBytes = nodeRandomBytes } = options
  const clock = kept?.clock ?? createClock(now)
  const profiles = profilesOf(options.profile)
  const severityBySts = Object.entries(options.sts ?? {}).map(
    ([name, { severity }]) => [requireSts(name), severity] as const,
  )
  const stses = Object.fromEntries(
    stsNames.map((name) => {
      const ofSts = severityBySts.filter(([sts]) => sts === name).map(([, severity]) => severity)
      const severity = [options.severity, ...ofSts]
      const memory = kept?.stses[name].memory
      const profile = profiles[name]
      return [
        name,
        createSts({
          name,
          issuer: issuerOf(name),
          profile,
          severity,
          clock,
          randomBytes,
          signingKey: foundation.signingKeys?.[name],
          keys: kept?.stses[name].keys,
          ...(memory && { memory }),
        }),
      ]
    }),
  ) as Record<StsName, Sts>
  const linkSecret = kept?.linkSecret ?? randomBytes(32)
  const save = () => dataDir?.save({ clients: [...registered.clients.values()], apis: [...registered.apis.values()] })
  const putClient = (client: ClientRegistration) => {
    for (const sts of stsesOf(client)) stses[sts].registry.registerClient(client)
  }
  const putApi = (api: ApiRegistration) => {
    for (const sts of stsesOf(api)) stses[sts].registry.registerApi(api)
  }
  for (const api of [...(options.apis ?? []), ...registered.apis.values()]) putApi(api)
  for (const client of [...(options.clients ?? []), ...registered.clients.values()]) putClient(client)
  return {
    options,
    stses,
    registered,
    scenarios: kept?.scenarios ?? startScenarios(options.scenario),
    journal: kept?.journal ?? createJournal(options.journalLimit ?? defaults.journalLimit),
    linkSecret,
    access: createControlAccess(options, basePath, clock, linkSecret),
    now: clock.now,
    clock,
    newId: randomUUID,
    basePath,
    ...(sessions && { sessions }),
    reset,
    registerClient(registration) {
      for (const sts of stsesOf(registration))
        registered.clients.set(`${sts} ${registration.clientId}`, { ...registration, sts })
      putClient(registration)
      save()
    },
    removeClient(clientId) {
      for (const sts of stsNames) registered.clients.delete(`${sts} ${clientId}`)
      const removed = stsNames.filter((sts) => stses[sts].registry.removeClient(clientId))
      save()
      return removed.length > 0
    },
    registerApi(registration) {
      for (const sts of stsesOf(registration))
        registered.apis.set(`${sts} ${registration.audience}`, { ...registration, sts })
      putApi(registration)
      save()
    },
    registration(clientId) {
      const known = stsNames.map((name) => stses[name].registry.client(clientId)).find((client) => client !== undefined)
      return known?.registration
    },
  }
}
