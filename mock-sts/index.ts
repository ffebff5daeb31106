/** An offline twin of HelseID for testing: in this process, or on a port. */
import './twin/node-version.ts'
import type { MockOptions } from './config/options.ts'
import { assertOptions } from './config/problems.ts'
import { createLimitLog } from './journal/limit-log.ts'
import { createMemoryStore } from './store/memory.ts'
import { assembleTwin } from './twin/assemble.ts'
import { realIssuerOf } from './twin/foundation.ts'
import type { HelseIdMock } from './twin/helse-id-mock.ts'
import { type StartedMockSts, type StartOptions, startTwin } from './twin/start.ts'

export type { ApiRegistration, ClientKey, ClientRegistration } from './clients/registration.ts'
export type { Duration, Time, TwinClock } from './clock.ts'
export type { MockOptions } from './config/options.ts'
export type { Connection, Handle } from './http/handler.ts'
export { serviceKey } from './http/service-key.ts'
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
 * Creates a twin in this process. It opens no port: pass requests to its `handle` function. Issuers are HelseID's real ones.
 * @throws {TypeError} listing everything that is wrong with the options
 * @example
 * ```ts
 * const helseId = createHelseIdMock({ clients: [registration] })
 * const response = await helseId.handle(new Request('https://helseid-sts.test.nhn.no/.well-known/openid-configuration'))
 * ```
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMock {
  assertOptions(options)
  const limitReached = createLimitLog((event) => options.log?.(event), options.now ?? Date.now)
  const store = createMemoryStore({ onUsesFull: () => limitReached('replay') })
  return assembleTwin(options, { issuerOf: realIssuerOf, inProcess: true, store, limitReached }).mock
}

/**
 * Starts a twin on a port of this machine: by default 8080, on both loopback addresses. `port: 0` picks a free port.
 * Without `dataDir` all state is in memory and is lost on `close`.
 * @throws {TypeError} listing everything that is wrong with the options
 * @throws {Error} with `code` `EADDRINUSE` if the port is taken
 * @example
 * ```ts
 * await using sts = await startMockSts({ port: 0, clients: [registration] })
 * const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
 * await client.getToken()
 * ```
 */
export async function startMockSts(options: StartOptions = {}): Promise<StartedMockSts> {
  assertOptions(options)
  return startTwin(options)
}
