/** Vitest fixtures that give each test its own twin, and matchers for tokens and verdicts. */
import './twin/node-version.ts'
import { test as base, expect } from 'vitest'
import { createHelseIdMock, startMockSts } from './index.ts'
import { type HelseIdMatchers, helseIdMatchers } from './matchers.ts'
import type { HelseIdMock, StartedSession } from './twin/helse-id-mock.ts'
import type { StartedMockSts } from './twin/start.ts'

export { type HelseIdMatchers, helseIdMatchers, type Judged } from './matchers.ts'

interface Fixtures {
  readonly helseId: HelseIdMock
  readonly helseIdServer: StartedSession
  readonly helseIdProcess: StartedMockSts
}

/**
 * Vitest's `test` with three fixtures. Vitest creates a fixture only for tests that name it, and closes it afterwards.
 * - `helseId`: a new twin for each test, in this process, at HelseID's real hostnames.
 * - `helseIdServer`: a new session for each test, on a port that all tests of a file share.
 * - `helseIdProcess`: the twin on that port; the sessions of `helseIdServer` belong to it.
 * @example
 * ```ts
 * test('helseId answers the real hostnames in this process', async ({ helseId }) => {
 *   await helseId.registerClient(registration)
 *   expect(helseId).toBeAccepted({ silently: true })
 * })
 * ```
 */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the fixtures it needs from the pattern
  helseId: async ({}, use) => {
    await use(createHelseIdMock())
  },
  helseIdProcess: [
    // biome-ignore lint/correctness/noEmptyPattern: the same
    async ({}, use) => {
      const twin = await startMockSts({ port: 0 })
      await use(twin)
      await twin.close()
    },
    { scope: 'file' },
  ],
  helseIdServer: async ({ helseIdProcess }, use) => {
    const session = await helseIdProcess.createSession()
    await use(session)
    await session.close()
  },
})

expect.extend(helseIdMatchers)

// The type parameters of Vitest's own `Matchers` differ between versions 4 and 5; both extend Chai's interface, which has none.
declare global {
  namespace Chai {
    interface Assertion extends HelseIdMatchers<void> {}
  }
}
