/** An offline twin of HelseID for testing: in this process, or on a port. */
export type { MockOptions } from './config.ts'
export type { Connection, Handle } from './handle.ts'
export type { JournalEntry } from './journal.ts'
export type { LogEvent } from './log.ts'
export type { ApiRegistration, ClientKey, ClientRegistration } from './registration.ts'
export { type StartedMockSts, type StartOptions, startMockSts } from './start.ts'
export { createHelseIdMock, type HelseIdMock } from './twin.ts'
export type { Verdict, VerdictRule } from './verdict.ts'
