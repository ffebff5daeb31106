/** The ways to have a twin in code; what they are given is checked first. */

import type { MockOptions } from '../config/options.ts'
import { assertOptions } from '../config/problems.ts'
import type { HelseIdMock } from '../context/context.ts'
import { assembleTwin, realIssuerOf } from './assemble.ts'
import { type StartedMockSts, type StartOptions, startTwin } from './start.ts'

/**
 * A twin in this process, without a port: it answers the real hostnames of all environments.
 * @throws {TypeError} saying everything that is wrong with the options
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMock {
  assertOptions(options)
  return assembleTwin(options, { issuerOf: realIssuerOf })
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
