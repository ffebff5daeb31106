/** The twin as msw handlers: requests to HelseID's real hostnames are answered in this process, without a port. */
import { realServices } from 'helseid-contract'
import { type HttpHandler, http } from 'msw'
import type { MockOptions } from './config/options.ts'
import { createHelseIdMock as createTwin } from './index.ts'
import type { HelseIdMock } from './twin/helse-id-mock.ts'

export interface HelseIdMswMock extends HelseIdMock {
  /** For `setupServer(...helseId.handlers)`: every hostname of every environment. */
  readonly handlers: readonly HttpHandler[]
}

/**
 * A twin with msw handlers.
 * @throws {TypeError} saying everything that is wrong with the options
 */
export function createHelseIdMock(options: MockOptions = {}): HelseIdMswMock {
  const twin = createTwin(options)
  const handlers = realServices.map(({ origin }) => http.all(`${origin}/*`, ({ request }) => twin.handle(request)))
  return Object.assign(twin, { handlers })
}
