/** The public interface of a twin, with or without a port. */
import type { ClientRegistration } from '../clients/registration.ts'
import type { TwinClock } from '../clock.ts'
import type { MockOptions } from '../config/options.ts'
import type { FetchFunction } from '../http/fetch-function.ts'
import type { Handle } from '../http/handler.ts'
import type { JournalEntry } from '../journal/journal.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Minted, MintOptions } from '../mint/mint.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'

/** A twin, with or without a port. */
export interface HelseIdMock extends AsyncDisposable {
  /** The whole twin as a function: takes a request to any of its addresses and resolves with the response. Never rejects. */
  readonly handle: Handle
  /**
   * `handle` with the signature of `fetch`, for clients that take a fetch function. It rejects where `fetch` does: after an abort, and
   * where a scenario breaks the connection. Redirects are returned, not followed.
   * @example
   * ```ts
   * const client = createHelseIdClient({ environment: 'test1', clientId, key, scopes: [scope], fetch: helseId.fetch })
   * expect(await client.getToken()).toMatchObject({ scope })
   * ```
   */
  readonly fetch: FetchFunction
  /**
   * Issuer of an STS, by STS or environment name.
   * @throws {TypeError} for an unknown name
   */
  issuer(name: string): string
  /**
   * Registers a client at the STSs that the registration names (default: all). Replaces a client with the same id. The
   * registration stays until `reset`, or across restarts with a data directory.
   * @throws {TypeError} listing everything that is wrong with the registration
   * @example
   * ```ts
   * await sts.registerClient({ clientId, jwks: { keys: [publicJwk(key)] }, scopes })
   * const client = createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes })
   * await client.getToken()
   * ```
   */
  registerClient(registration: ClientRegistration): Promise<void>
  /**
   * Confirms a client draft of Selvbetjening, which a person otherwise does on the page `/confirm-client/<id>`.
   * @throws {Error} if no draft with this id awaits a decision
   * @example
   * ```ts
   * const { clientId } = (await drafted.json()) as { clientId: string }
   * await sts.confirmClient(clientId)
   * await createHelseIdClient({ issuer: sts.issuer('test'), clientId, key, scopes }).getToken()
   * ```
   */
  confirmClient(clientId: string): Promise<void>
  /**
   * Activates a scenario, for all requests or for those that `use` selects. A list acts in turn, one entry per request; `null` leaves
   * a request alone. A single scenario acts until `reset`, a list once, unless `times` says otherwise.
   * @throws {TypeError} for an unknown scenario, parameter or member of the options
   * @example
   * ```ts
   * await sts.use(['server-error', null], { clientId })
   * await expect(client.getToken()).rejects.toMatchObject({ code: 'unavailable', status: 500 })
   * await client.getToken()
   * ```
   */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): Promise<void>
  /**
   * Creates a session: a twin within this one, with its own issuers (`<origin>/s/<id>/test`), clients, journal, clock, keys and
   * scenarios. It starts with the configuration of this twin plus `options`. A session ends with `close`, after ten minutes without
   * a request, or, when there are 1,000 and another is created, if it is the one unused for longest.
   * @throws {TypeError} listing everything that is wrong with the options; always in a session, because sessions do not nest
   * @example
   * ```ts
   * await using session = await sts.createSession({ profile: 'next', clients: [registration] })
   * const client = createHelseIdClient({ issuer: session.issuer('test'), clientId, key, scopes })
   * await client.getToken()
   * ```
   */
  createSession(options?: MockOptions): Promise<StartedSession>
  /**
   * Mints an access token for an API under test, valid or broken, with a DPoP proof if `proof` is given. The token is not recorded in
   * the journal. Its lifetime is that of the API, 600 seconds by default.
   * @throws {TypeError} listing everything that is wrong with the options; for an unknown scenario and an unusable `proofKey`, too
   * @example
   * ```ts
   * const { accessToken, proof } = await sts.mint({ broken: ['expired-token'], proof: { url } })
   * const response = await fetch(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: String(proof) } })
   * expect(response.status).toBe(401)
   * ```
   */
  mint(options?: MintOptions): Promise<Minted>
  /**
   * The signing keys of an STS, by STS or environment name (default: `test`). Publish a key, activate it, then retire the old one;
   * `reset` restores the first key.
   * @throws {TypeError} for an unknown name
   * @example
   * ```ts
   * const next = await sts.keys('test').publish()
   * await sts.keys('test').activate(next)
   * expect(decodeProtectedHeader((await client.getToken()).accessToken).kid).toBe(next)
   * ```
   */
  keys(name?: string): KeyRing
  /** The twin's time: advance, set or freeze it. */
  readonly clock: TwinClock
  /**
   * The token requests received, oldest first, each with its verdict. The journal keeps the newest 1,000 requests and 32 MiB
   * (`journalLimit`, `journalBytes`) of all endpoints together; older ones are dropped.
   * @example
   * ```ts
   * await client.getToken()
   * expect(sts.requests.at(-1)?.verdict?.outcome).toBe('accepted')
   * ```
   */
  readonly requests: readonly JournalEntry[]
  /** The requests received by another endpoint, oldest first: `requestsTo('jwks')`. */
  requestsTo(endpoint: JournalEntry['endpoint']): readonly JournalEntry[]
  /**
   * Replaces the configured clients, APIs, profiles and severities. The journal, clients registered since the start, nonces and
   * replay memory are kept. `now`, `journalLimit` and `journalBytes` apply from the next `reset`.
   * @throws {TypeError} listing everything that is wrong with the options; nothing changes then
   */
  configure(options: MockOptions): Promise<void>
  /** Stops listening and closes open connections. Does nothing for a twin without a port. */
  close(): Promise<void>
  /**
   * Returns to the state at the start: removes registered clients and scenarios, empties the journal, resets clock and keys. A request
   * that is still being answered gets its response, but does not enter the journal.
   */
  reset(): Promise<void>
}

/** A session: a twin within the twin. */
export interface StartedSession extends HelseIdMock {
  readonly id: string
  /** Prefix of all its addresses: `<origin of the twin>/s/<id>`. */
  readonly origin: string
}
