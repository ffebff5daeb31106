/** Starts a twin on a port. */
import { stsNames } from 'helseid-contract'
import { localIssuers } from './address.ts'
import { assembleTwin } from './assemble.ts'
import { defaults, type MockOptions } from './config.ts'
import { listen } from './server.ts'
import type { HelseIdMock } from './twin.ts'

export interface StartOptions extends MockOptions {
  /** Port to listen on; 0 for any free one. Default: 8080. */
  readonly port?: number
  /** Address to listen on. Default: both loopback addresses. */
  readonly host?: string
}

export interface StartedMockSts extends HelseIdMock, AsyncDisposable {
  /** For example `http://localhost:8080`. */
  readonly origin: string
  readonly port: number
  /** Stops listening and ends open connections. */
  close(): Promise<void>
}

/**
 * A twin on a port of this machine, of options that have been checked.
 * @throws {Error} with `code` `EADDRINUSE` when the port is taken
 */
export async function startTwin(options: StartOptions = {}): Promise<StartedMockSts> {
  let issuers = localIssuers(options.issuer ?? `http://localhost:${options.port ?? defaults.port}`)
  const twin = assembleTwin(options, (sts) => issuers[sts])
  const listening = await listen(twin.handle, { port: options.port ?? defaults.port, host: options.host })
  issuers = localIssuers(options.issuer ?? listening.origin)
  const { origin, port, close } = listening
  const started = Object.defineProperties({} as HelseIdMock, Object.getOwnPropertyDescriptors(twin))
  return Object.assign(started, { origin, port, close, [Symbol.asyncDispose]: close })
}

/** The issuers of a started twin by STS. */
export function issuersOf(twin: HelseIdMock): Record<string, string> {
  return Object.fromEntries(stsNames.map((name) => [name, twin.issuer(name)]))
}
