/** The twin as msw handlers: they answer requests to HelseID's real hostnames in this process, without a port. */
import './twin/node-version.ts'
import { realServices } from 'helseid-contract'
import { type HttpHandler, http } from 'msw'
import type { MockOptions } from './config/options.ts'
import { warnOfMissedRequests } from './http/missed-requests.ts'
import { createHelseIdMock as createTwin } from './index.ts'
import type { HelseIdMock } from './twin/helse-id-mock.ts'

export interface HelseIdMswMock extends HelseIdMock {
  /** One handler for each hostname of each environment, for `setupServer(...helseId.handlers)`. */
  readonly handlers: readonly HttpHandler[]
}

/**
 * Creates a twin with msw handlers for HelseID's real hostnames, so that production configuration works unchanged. msw intercepts
 * the global `fetch` and `node:http(s)`, but not the npm package `undici`, and `import * as https` and `import { get }` of `node:https` only
 * after `syncBuiltinESMExports()`; a warning says so.
 * @throws {TypeError} listing everything that is wrong with the options
 * @example
 * ```ts
 * const helseId = createHelseIdMock({ clients: [registration] })
 * const server = setupServer(...helseId.handlers)
 * beforeAll(() => server.listen({ onUnhandledFrame: 'error' }))
 * ```
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMswMock {
  const twin = createTwin(options)
  warnOfMissedRequests(new Set(realServices.map(({ origin }) => new URL(origin).hostname)))
  const handlers = realServices.map(({ origin }) => http.all(`${origin}/*`, ({ request }) => twin.handle(request)))
  return Object.assign(twin, { handlers })
}
