/** An offline twin of HelseID for testing: in this process, or on a port. */
import type { MockOptions } from './config/options.ts'
import { assertOptions } from './config/problems.ts'
import { createMemoryStore } from './store/memory.ts'
import { assembleTwin } from './twin/assemble.ts'
import { realIssuerOf } from './twin/foundation.ts'
import type { HelseIdMock } from './twin/helse-id-mock.ts'
import { type StartedMockSts, type StartOptions, startTwin } from './twin/start.ts'

export type { ApiRegistration, ClientKey, ClientRegistration } from './clients/registration.ts'
export type { Duration, Time, TwinClock } from './clock.ts'
export type { MockOptions } from './config/options.ts'
export type { Connection, Handle } from './http/handler.ts'
export type { JournalEntry } from './journal/journal.ts'
export type { LogEvent } from './journal/log.ts'
export type { KeyRing, KeyState } from './keys/key-ring.ts'
export type { Minted, MintOptions } from './mint/mint.ts'
export type { ProofFault } from './mint/proof-faults.ts'
export type { ScenarioUse } from './scenarios/active-scenarios.ts'
export type { HelseIdMock, StartedSession } from './twin/helse-id-mock.ts'
export type { StartedMockSts, StartOptions } from './twin/start.ts'
export type { Verdict, VerdictRule } from './verdict/verdict.ts'

/**
 * A twin in this process, without a port: it answers the real hostnames of all environments.
 * @throws {TypeError} saying everything that is wrong with the options
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMock {
  assertOptions(options)
  return assembleTwin(options, { issuerOf: realIssuerOf, store: createMemoryStore() }).mock
}

/**
 * A twin on a port of this machine.
 * @throws {TypeError} saying everything that is wrong with the options
 * @throws {Error} with `code` `EADDRINUSE` when the port is taken
 */
export async function startMockSts(options: StartOptions = {}): Promise<StartedMockSts> {
  assertOptions(options)
  return startTwin(options)
}
