/** Creates the context that every handler receives. The options must be valid. */
import { randomUUID } from 'node:crypto'
import { requireSts, type StsName, stsNames } from 'helseid-contract'
import { createClientUses } from '../clients/client-uses.ts'
import type { ClientRegistration } from '../clients/registration.ts'
import { registrationRecords } from '../clients/registration-records.ts'
import { type Configured, createRegistrations } from '../clients/registrations.ts'
import { createRegistry } from '../clients/registry.ts'
import { createClock } from '../clock.ts'
import { configNotes } from '../config/notes.ts'
import { defaults, type MockOptions, metadataVersionsOf, profilesOf } from '../config/options.ts'
import { createControlAccess } from '../context/access.ts'
import type { Context, Settings } from '../context/context.ts'
import { createIssuerWarnings } from '../context/issuer-warnings.ts'
import type { SessionControl } from '../context/session-control.ts'
import { createWaiters } from '../context/waiters.ts'
import { createScrubber } from '../http/secrets.ts'
import { serviceKey } from '../http/service-key.ts'
import { createRefusalLog } from '../journal/control-log.ts'
import { createCounts } from '../journal/counts.ts'
import { createEvents } from '../journal/events.ts'
import { createFlows } from '../journal/flows.ts'
import { createJournal, type JournalLimits } from '../journal/journal.ts'
import { createLimitLog } from '../journal/limit-log.ts'
import { journalFullEvent, noteEvent } from '../journal/log.ts'
import { createTally } from '../journal/metrics.ts'
import { createReportedOnce } from '../journal/reported-once.ts'
import { eventWithoutSecrets } from '../journal/without-secrets.ts'
import { generated } from '../keys/generate-key.ts'
import { keyCollection } from '../keys/key-records.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { demoSigningKey } from '../keys/signing-keys.ts'
import { createActiveScenarios, parseScenario } from '../scenarios/active-scenarios.ts'
import { createSts, type StsPolicy } from '../sts/sts.ts'
import { createNonces } from '../verdict/nonces.ts'
import type { Foundation } from './foundation.ts'
import { pooledRandomBytes } from './random-bytes.ts'
import { scenarioTwinEvent } from './scenario-event.ts'

/** A context whose options can change while it serves. */
export interface TwinContext extends Context {
  /** The current options; `configure` replaces them. */
  readonly options: MockOptions
  /**
   * Replaces the options. The journal, later registrations, nonces, keys and used `jti` are kept. `now` and the limits of the journal
   * apply from the next `reset`.
   */
  configure(options: MockOptions): void
}

export function createContext(start: MockOptions, foundation: Foundation, sessions?: SessionControl): TwinContext {
  const { issuerOf, store, basePath = '', ownClients = [], tally = createTally() } = foundation
  let options = start
  const { tlsNames = [] } = foundation
  let settings = settingsOf(options, tlsNames)
  let generation = 0
  let { now = Date.now } = options
  const randomBytes = (size: number) => (options.randomBytes ?? pooledRandomBytes)(size)
  const scrubber = createScrubber(knownSecretsIn(() => options))
  const log = (event: Parameters<Context['log']>[0]) => options.log?.(eventWithoutSecrets(event, scrubber))
  const limitReached = foundation.limitReached ?? createLimitLog(log, () => now())
  const clock = createClock(() => now())
  // State that survives a restart is in the twin's own store. The rest expires by the twin's clock, which can be moved.
  const memory = store.scoped('memory', clock.now)
  const registries = byName(createRegistry)
  const registrations = createRegistrations({
    registries,
    records: registrationRecords(store),
    configured: configuredIn(options),
    stored: foundation.stored,
    onRegistered: (client, former) => {
      const notesOn = (one: ClientRegistration) => configNotes([one], clock.now())
      const known = former === undefined ? [] : notesOn(former)
      for (const note of notesOn(client)) if (!known.includes(note)) log(noteEvent(note))
    },
  })
  const policies = policiesOf(options)
  const stses = byName((name) => {
    const { [name]: first = Promise.resolve(demoSigningKey(name)) } = foundation.signingKeys ?? {}
    return createSts({
      name,
      issuer: issuerOf(name),
      policy: policies[name],
      clock,
      randomBytes,
      keys: createKeyRing(first, {
        make: () => generated(name, clock.now()),
        records: store.records(keyCollection(name)),
        now: clock.now,
        stored: foundation.storedKeys?.[name],
      }),
      registry: registries[name],
      store: memory.scoped(name, clock.now),
    })
  })
  const apiNonces = byName(() => createNonces(clock))
  const turns = memory.once('scenario-turns')
  const events = createEvents(randomUUID().slice(0, 8))
  const scenarios = createActiveScenarios({
    turns,
    newId: randomUUID,
    now: clock.now,
    generation: () => generation,
    isSession: basePath !== '',
    report: (event) => events.add(scenarioTwinEvent(event)),
  })
  const useStartScenario = () => {
    if (options.scenario === undefined) return
    const { name, parameters } = parseScenario(options.scenario)
    scenarios.use(name, { parameters })
  }
  useStartScenario()
  const journalLimits = (): JournalLimits => {
    const entries = options.journalLimit ?? defaults.journalLimit
    const bytes = options.journalBytes ?? defaults.journalBytes
    const logFull = () => log(journalFullEvent(entries, bytes))
    // A thousand sessions share a line a minute.
    const logLimit = (limit: 'journalEntries' | 'journalBytes') =>
      limitReached(limit, limit === 'journalEntries' ? entries : bytes)
    return { entries, bytes, onDropped: basePath === '' ? logFull : logLimit, onAdded: foundation.onJournalGrown }
  }
  const journal = createJournal(journalLimits(), scrubber)
  const counts = createCounts()
  const flows = createFlows()
  const clientUses = createClientUses()
  const startedAt = now()
  const verifiers: Context['verifiers'] = new Map()
  const apiProofs = memory.scoped('apis', clock.incoming).once('used-proofs')
  const issuerWarnings = createIssuerWarnings(() => settings)
  const reportedOnce = createReportedOnce()
  return {
    stses,
    registrations,
    clientUses,
    scenarios,
    journal,
    tally,
    counts,
    startedAt,
    access: createControlAccess({
      settings: () => accessSettings(options),
      basePath,
      now: () => now(),
      flowOf: (id) => journal.find(id)?.flow,
      secret: randomBytes(32),
    }),
    clock,
    inProcess: foundation.inProcess ?? false,
    basePath,
    ...(sessions && { sessions }),
    verifiers,
    apiProofs,
    apiNonces,
    log,
    scrubber,
    reportedOnce,
    limitReached,
    controlRefused: foundation.controlRefused ?? createRefusalLog(log, () => now()),
    waiters: foundation.waiters ?? createWaiters(limitReached),
    events,
    flows,
    streams: foundation.streams ?? createWaiters(limitReached, { own: 'eventStreams', all: 'allEventStreams' }),
    newId: randomUUID,
    issuerWarnings,
    get generation() {
      return generation
    },
    get options() {
      return options
    },
    get settings() {
      return settings
    },
    configure(changed) {
      options = changed
      settings = settingsOf(options, tlsNames)
      const changedPolicies = policiesOf(options)
      for (const name of stsNames) stses[name].configure(changedPolicies[name])
      registrations.configure(configuredIn(options))
      issuerWarnings.clear()
    },
    async reset() {
      // What can fail comes first: if the store fails, the state in memory stays as it is. The rest happens at once.
      await Promise.all([
        turns.clear(),
        apiProofs.clear(),
        registrations.reset(),
        ...stsNames.flatMap((name) => [
          stses[name].memory.reset(),
          stses[name].keys.reset(),
          stses[name].tokens.reset(),
        ]),
      ])
      generation += 1
      now = options.now ?? Date.now
      clock.reset()
      journal.reset(journalLimits())
      reportedOnce.reset()
      counts.reset()
      flows.reset()
      clientUses.reset()
      events.add({ name: 'cleared', data: { because: 'reset' } })
      const cleared = scenarios.reset()
      useStartScenario()
      verifiers.clear()
      issuerWarnings.clear()
      for (const name of stsNames) apiNonces[name].reset()
      await cleared
    },
    ownsClient: (clientId) => ownClients.includes(clientId) || registrations.hasRegistered(clientId),
  }
}

/** One value for each STS. */
export function byName<T>(create: (name: StsName) => T): Readonly<Record<StsName, T>> {
  return Object.fromEntries(stsNames.map((name) => [name, create(name)])) as Record<StsName, T>
}

function configuredIn({ clients = [], apis = [] }: MockOptions): Configured {
  return { clients, apis }
}

function settingsOf(options: MockOptions, tlsNames: readonly string[]): Settings {
  const { issuer, explainInResponse, trustProxy, caCertificate, allowHosts = [], allowOrigins = [] } = options
  return {
    issuer,
    tlsNames,
    allowHosts,
    allowOrigins,
    explainInResponse: explainInResponse ?? defaults.explainInResponse,
    trustProxy: trustProxy ?? defaults.trustProxy,
    caCertificate,
  }
}

/** Secrets that are withheld wherever they appear, because their value is known. */
function knownSecretsIn(options: () => MockOptions): () => readonly string[] {
  let known: { readonly of?: string | undefined; readonly secrets: readonly string[] } = { secrets: [] }
  return () => {
    const { controlToken } = options()
    if (controlToken !== known.of)
      known = { of: controlToken, secrets: controlToken === undefined ? [] : [controlToken, serviceKey(controlToken)] }
    return known.secrets
  }
}

function accessSettings({ control = defaults.control, controlToken }: MockOptions) {
  return { control, controlToken }
}

function policiesOf({ profile, metadata, severity, sts = {} }: MockOptions): Readonly<Record<StsName, StsPolicy>> {
  const profiles = profilesOf(profile)
  const versions = metadataVersionsOf(metadata)
  const bySts = Object.entries(sts).map(([name, settings]) => [requireSts(name), settings.severity] as const)
  return byName((name) => ({
    profile: profiles[name],
    metadata: versions[name],
    severity: [severity, ...bySts.filter(([sts]) => sts === name).map(([, changes]) => changes)],
  }))
}
