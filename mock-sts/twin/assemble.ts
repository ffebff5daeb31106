/** Puts a twin together: its STSs, its journal, its clock, and what answers its requests. */
import { randomBytes as nodeRandomBytes, randomUUID } from 'node:crypto'
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import { createRegistrations, keptRegistrations, noRegistrations, type Registered } from '../clients/registrations.ts'
import { createClock } from '../clock.ts'
import { defaults, type MockOptions, profilesOf, requireSts } from '../config/options.ts'
import { createControlAccess } from '../context/access.ts'
import { localIssuers } from '../context/address.ts'
import type { HelseIdMock, SessionControl, StartedSession, Twin } from '../context/context.ts'
import { createSessions, type Sessions, sessionIdOf } from '../context/sessions.ts'
import { createHandler } from '../endpoints/handle.ts'
import { createJournal, type JournalLimits } from '../journal/journal.ts'
import { journalFullEvent } from '../journal/log.ts'
import { createTally, type Tally } from '../journal/metrics.ts'
import { createSessionKeys, type SessionKeys } from '../keys/session-keys.ts'
import type { SigningKey } from '../keys/signing-keys.ts'
import { mint, mintSources } from '../mint/mint.ts'
import { type ActingScenarios, createActingScenarios, parseScenario } from '../scenarios/active-scenarios.ts'
import type { DataDir } from '../store/data-dir.ts'
import { createSts, type Sts } from '../sts/sts.ts'

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
  /** Whence sessions draw theirs. Default: the committed ones. */
  readonly sessionKeys?: SessionKeys
  /** Clients that a session does not have from the twin that it is of. */
  readonly ownClients?: readonly string[]
  /** Where requests are counted. Default: a tally of its own. */
  readonly tally?: Tally
  /** Where registrations are kept. Default: in memory only. */
  readonly dataDir?: DataDir | undefined
  /** Path below which everything lies, for a session. Default: the root. */
  readonly basePath?: string
}

/** Puts a twin together of options that have been checked. */
export function assembleTwin(start: MockOptions, foundation: Foundation): HelseIdMock {
  return assemble(start, { ...foundation, tally: createTally() }).mock
}

/** A twin, and what is inside it at this moment. */
interface Assembled {
  readonly mock: HelseIdMock
  readonly inside: () => Twin
}

type FullFoundation = Foundation & { readonly tally: Tally }

function assemble(start: MockOptions, foundation: FullFoundation): Assembled {
  const { issuerOf } = foundation
  let options = start
  const sessions =
    foundation.basePath === undefined ? createSessions<Assembled & { mock: StartedSession }>() : undefined
  const sessionControl = sessions && controlSessions(sessions, foundation, () => options)
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
  const mock: HelseIdMock = {
    handle(request, connection) {
      const id = request.url.includes('/s/') ? sessionIdOf(new URL(request.url).pathname) : undefined
      const session = id === undefined ? undefined : sessions?.find(id)
      return session === undefined ? handler(request, connection) : session.twin.mock.handle(request, connection)
    },
    async createSession(more = {}) {
      if (sessionControl === undefined)
        throw new TypeError('this is a session: make another with the twin that it is of')
      const { assertOptions } = await import('../config/problems.ts')
      assertOptions(more)
      return sessionControl.create(more, issuerOf('test').replace(/\/test$/, ''))
    },
    issuer: (name) => issuerOf(requireSts(name)),
    async registerClient(registration) {
      // The validator is loaded only where there is something to validate.
      const { assertClient } = await import('../config/problems.ts')
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
      return twin.journal.entries.filter(({ endpoint }) => endpoint === 'token')
    },
    requestsTo: (wanted) => twin.journal.entries.filter(({ endpoint }) => endpoint === wanted),
    async configure(changed) {
      const { assertOptions } = await import('../config/problems.ts')
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
  return { mock, inside: () => twin }
}

/** Sessions as they are asked for: each begins with what is configured in the twin that it is of. */
function controlSessions(
  sessions: Sessions<Assembled & { mock: StartedSession }>,
  foundation: FullFoundation,
  configured: () => MockOptions,
): SessionControl {
  const { tally, sessionKeys = createSessionKeys('demo', Date.now) } = foundation
  return {
    get ids() {
      return sessions.all.map(({ id }) => id).reverse()
    },
    find: (id) => sessions.find(id)?.twin.mock,
    end: sessions.end,
    ownerOf: (clientId) => sessions.all.map(({ twin }) => twin.inside()).find((inside) => inside.ownsClient(clientId)),
    create(more, origin) {
      const { twin } = sessions.create((basePath) => {
        const issuers = localIssuers(origin + basePath)
        const signingKeys = sessionKeys.next()
        const issuerOf = (sts: StsName) => issuers[sts]
        const ownClients = (more.clients ?? []).map(({ clientId }) => clientId)
        const own = { issuerOf, signingKeys, basePath, tally, ownClients }
        const { mock, inside } = assemble(sessionOptions(configured(), more), own)
        const id = basePath.slice(basePath.lastIndexOf('/') + 1)
        const end = async () => void sessions.end(id)
        const named = { id, origin: origin + basePath, close: end, [Symbol.asyncDispose]: end }
        const session = Object.defineProperties({} as HelseIdMock, Object.getOwnPropertyDescriptors(mock))
        return { mock: Object.assign(session, named), inside }
      })
      return twin.mock
    },
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

function createTwin(
  options: MockOptions,
  foundation: FullFoundation,
  reset: () => Promise<void>,
  kept?: Kept,
  registered: Registered = kept?.registered ?? keptRegistrations(foundation.dataDir),
  sessions?: SessionControl,
): Twin & Kept {
  const { issuerOf, dataDir, tally, basePath = '', ownClients = [] } = foundation
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
  const configured = { clients: options.clients ?? [], apis: options.apis ?? [] }
  const registrations = createRegistrations({ stses, configured, registered, dataDir })
  return {
    options,
    stses,
    registered,
    scenarios: kept?.scenarios ?? startScenarios(options.scenario),
    journal: kept?.journal ?? createJournal(journalLimits(options)),
    tally,
    linkSecret,
    access: createControlAccess(options, basePath, clock, linkSecret),
    now: clock.now,
    clock,
    newId: randomUUID,
    basePath,
    ...(sessions && { sessions }),
    reset,
    ...registrations,
    ownsClient: (clientId) =>
      ownClients.includes(clientId) || [...registered.clients.values()].some((client) => client.clientId === clientId),
  }
}

function journalLimits({ journalLimit, journalBytes, log }: MockOptions): JournalLimits {
  const entries = journalLimit ?? defaults.journalLimit
  const bytes = journalBytes ?? defaults.journalBytes
  return { entries, bytes, onDropped: () => log?.(journalFullEvent(entries, bytes)) }
}
