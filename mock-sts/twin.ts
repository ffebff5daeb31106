/** The twin itself, without a port: its STSs, its journal and its clock. */
import { randomBytes as nodeRandomBytes, randomUUID } from 'node:crypto'
import { type StsName, stsEnvironments, stsNames } from 'helseid-contract'
import { createClock } from './clock.ts'
import { defaults, type MockOptions, profilesOf, requireSts, stsesOf } from './config.ts'
import { createHandler, type Handle } from './handle.ts'
import { createJournal, type Journal, type JournalEntry } from './journal.ts'
import type { ApiRegistration, ClientRegistration } from './registration.ts'
import { assertRegistration } from './registration.ts'
import { createSts, type Sts } from './sts.ts'

/** What a twin offers in code, with a port or without. */
export interface HelseIdMock {
  /** The whole twin as a function: any request to one of its addresses, and the answer. Never rejects. */
  readonly handle: Handle
  /**
   * Issuer of an STS, by STS or environment name.
   * @throws {TypeError} for an unknown name
   */
  issuer(name: string): string
  /**
   * Registers a client, or replaces the one with the same id.
   * @throws {TypeError} saying everything that is wrong with the registration
   */
  registerClient(registration: ClientRegistration): Promise<void>
  /** The requests that came in, oldest first, each token request with its verdict. */
  readonly requests: readonly JournalEntry[]
  /** Back to the state at the start: clients registered since are gone, the journal is empty. */
  reset(): Promise<void>
}

/** What the handler works with. */
export interface Twin {
  readonly options: MockOptions
  readonly stses: Readonly<Record<StsName, Sts>>
  readonly journal: Journal
  readonly now: () => number
  readonly newId: () => string
  /** @throws {TypeError} saying everything that is wrong */
  registerClient(registration: ClientRegistration): void
  /** How a client is registered, with whichever STS knows it. */
  registration(clientId: string): ClientRegistration | undefined
}

/**
 * A twin in this process, without a port: it answers the real hostnames of all environments.
 * @throws {TypeError} saying everything that is wrong with the options
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMock {
  const realIssuers = Object.fromEntries(stsNames.map((name) => [name, stsEnvironments[name].issuer]))
  return assembleTwin(options, (name) => realIssuers[name] as string)
}

/** Puts a twin together; `issuerOf` gives the issuers its owner is told. */
export function assembleTwin(options: MockOptions, issuerOf: (sts: StsName) => string): HelseIdMock {
  let twin = createTwin(options, issuerOf)
  let handler = createHandler(twin)
  const handle: Handle = (request, connection) => handler(request, connection)
  return {
    handle,
    issuer: (name) => issuerOf(requireSts(name)),
    async registerClient(registration) {
      twin.registerClient(registration)
    },
    get requests() {
      return twin.journal.entries
    },
    async reset() {
      twin = createTwin(options, issuerOf)
      handler = createHandler(twin)
    },
  }
}

function createTwin(options: MockOptions, issuerOf: (sts: StsName) => string): Twin {
  const { now, randomBytes = nodeRandomBytes } = options
  const clock = createClock(now)
  const profiles = profilesOf(options.profile)
  const severityBySts = Object.entries(options.sts ?? {}).map(
    ([name, { severity }]) => [requireSts(name), severity] as const,
  )
  const stses = Object.fromEntries(
    stsNames.map((name) => {
      const ofSts = severityBySts.filter(([sts]) => sts === name).map(([, severity]) => severity)
      const severity = [options.severity, ...ofSts]
      return [name, createSts({ name, issuer: issuerOf(name), profile: profiles[name], severity, clock, randomBytes })]
    }),
  ) as Record<StsName, Sts>
  const journal = createJournal(options.journalLimit ?? defaults.journalLimit)
  const registerClient = (registration: ClientRegistration) => {
    assertRegistration(registration)
    for (const sts of stsesOf(registration)) stses[sts].registry.registerClient(registration)
  }
  const registration = (clientId: string) => {
    const known = stsNames.map((name) => stses[name].registry.client(clientId)).find((client) => client !== undefined)
    return known?.registration
  }
  const twin: Twin = { options, stses, journal, now: clock.now, newId: randomUUID, registerClient, registration }
  for (const api of options.apis ?? []) registerApi(twin, api)
  for (const client of options.clients ?? []) twin.registerClient(client)
  return twin
}

function registerApi({ stses }: Twin, registration: ApiRegistration): void {
  for (const sts of stsesOf(registration)) stses[sts].registry.registerApi(registration)
}
