/** What a twin offers in code, with a port or without: the public interface. */
import type { ClientRegistration } from '../clients/registration.ts'
import type { TwinClock } from '../clock.ts'
import type { MockOptions } from '../config/options.ts'
import type { Handle } from '../http/handler.ts'
import type { JournalEntry } from '../journal/journal.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Minted, MintOptions } from '../mint/mint.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'

/** What a twin offers in code, with a port or without. */
export interface HelseIdMock extends AsyncDisposable {
  /** The whole twin as a function: any request to one of its addresses, and the answer. Never rejects. */
  readonly handle: Handle
  /**
   * Issuer of an STS, by STS or environment name.
   * @throws {TypeError} for an unknown name
   */
  issuer(name: string): string
  /**
   * Registers a client, or replaces the one with the same id, with the STSs that the registration names (default: all).
   * @throws {TypeError} saying everything that is wrong with the registration
   */
  registerClient(registration: ClientRegistration): Promise<void>
  /**
   * Lets a scenario act, for everyone or as narrowly as `use` says; a list of them acts in turn, `null` leaving a request alone:
   * `use(['server-error', 'server-error', null], { clientId })`.
   * @throws {TypeError} for a name or a parameter that there is none of
   */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): Promise<void>
  /**
   * A twin within this one, at issuers of its own, `<origin>/s/<id>/test`: with clients, journal, clock and scenarios that no other
   * test sees. It begins with what is configured here, and with `options` besides. Forgotten after ten idle minutes, or by `close`.
   * @throws {TypeError} saying everything that is wrong with the options; in a session, that it is one
   */
  createSession(options?: MockOptions): Promise<StartedSession>
  /**
   * An access token, good or bad, and a proof with it: for an API under test.
   * @throws {TypeError} for a name that there is none of
   */
  mint(options?: MintOptions): Promise<Minted>
  /**
   * The signing keys of an STS, by STS or environment name (default: `test`): publish, activate, retire. `reset` brings back the first.
   * @throws {TypeError} for an unknown name
   */
  keys(name?: string): KeyRing
  /** The twin's time: it can be advanced, set and frozen. */
  readonly clock: TwinClock
  /** The token requests that came in, oldest first, each with its verdict. */
  readonly requests: readonly JournalEntry[]
  /** The requests to another endpoint that came in, oldest first: `requestsTo('jwks')`. */
  requestsTo(endpoint: JournalEntry['endpoint']): readonly JournalEntry[]
  /**
   * Puts other clients, APIs, profiles and severities in place of the configured ones. The journal, the clients registered
   * since the start, nonces and replay memory stay.
   * @throws {TypeError} saying everything that is wrong with the options; the old ones then stay
   */
  configure(options: MockOptions): Promise<void>
  /** Stops listening and ends open connections, where there is a port. */
  close(): Promise<void>
  /** Back to the state at the start: clients registered since and scenarios are gone, the journal is empty, the clock is real. */
  reset(): Promise<void>
}

/** A twin within the twin. */
export interface StartedSession extends HelseIdMock {
  readonly id: string
  /** Below which its STSs, its API and its control plane lie. */
  readonly origin: string
}
