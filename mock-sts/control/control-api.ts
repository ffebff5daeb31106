/** A client for the control plane of a twin in another process. */
import type { StsName } from 'helseid-contract'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import type { Duration } from '../clock.ts'
import { sessionIdOf } from '../context/sessions.ts'
import { sendRequest } from '../http/send-request.ts'
import type { JournalEntry } from '../journal/journal.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Minted, MintOptions } from '../mint/mint.ts'
import type { ScenarioInUse, ScenarioUse } from '../scenarios/active-scenarios.ts'
import type { VerdictRule } from '../verdict/verdict.ts'
import type { RequestQuery } from './request-list.ts'

/** A request in the list: with the rules it broke, without those it passed. */
export interface RequestSummary extends Omit<JournalEntry, 'verdict'> {
  readonly outcome?: 'accepted' | 'refused'
  /** The broken rules that reject or warn, the deciding one first. */
  readonly broken?: readonly VerdictRule[]
}

export interface ControlApi {
  /** Registers a client, or replaces the client with the same id. @throws {ControlError} if the twin refuses */
  registerClient(registration: ClientRegistration): Promise<void>
  /** Registers an API, or replaces the API with the same audience. @throws {ControlError} if the twin refuses */
  registerApi(registration: ApiRegistration): Promise<void>
  /** The clients of all STSs, each with the STSs where it is registered. */
  clients(): Promise<readonly ClientRegistration[]>
  /** Removes a client from every STS. @throws {ControlError} if it is not registered */
  removeClient(clientId: string): Promise<void>
  /** Confirms a client draft of Selvbetjening. @throws {ControlError} if no draft with this id awaits a decision */
  confirmClient(clientId: string): Promise<void>
  /** Mints a token, valid or broken. */
  mint(options: MintOptions): Promise<Minted>
  /** The registration of a client. @throws {ControlError} if it is not registered */
  client(clientId: string): Promise<ClientRegistration>
  /**
   * The requests that match, oldest first, by default those to the token endpoint. With `count`, waits until there are enough:
   * `requests({ endpoint: 'jwks', count: 1, wait: 10 })`.
   * @throws {ControlError} with status 408 if there are fewer than `count` when the wait ends
   */
  requests(query?: RequestQuery): Promise<readonly RequestSummary[]>
  /** One request with its full verdict. */
  request(id: string): Promise<JournalEntry>
  /** Uses a scenario, or several in turn. Resolves with notes on what is allowed but probably a mistake. */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): Promise<readonly string[]>
  /** The scenarios that are in use. */
  scenariosInUse(): Promise<readonly ScenarioInUse[]>
  /** Stops one use of scenarios. @throws {ControlError} if no active use has this id */
  stopScenario(id: string): Promise<void>
  /** Stops all scenarios. */
  clearScenarios(): Promise<void>
  /** The signing keys of an STS: each `kid` with its state. */
  keys(sts: StsName): Promise<Awaited<ReturnType<KeyRing['list']>>>
  /** Generates and publishes a signing key; resolves with its `kid`. */
  publishKey(sts: StsName): Promise<string>
  /**
   * Activates a published key, or removes a key from the JWKS.
   * @throws {ControlError} for a `kid` whose state does not allow it
   */
  changeKey(change: { readonly sts: StsName; readonly do: 'activate' | 'retire'; readonly kid: string }): Promise<void>
  /** Ids of the twin's sessions. */
  sessions(): Promise<readonly string[]>
  /** Creates a session with the settings of the twin. @throws {ControlError} if this is the control plane of a session */
  createSession(): Promise<CreatedSession>
  /** Ends a session. @throws {ControlError} for an unknown id */
  endSession(id: string): Promise<void>
  /** Moves the twin's clock; resolves with its time in epoch milliseconds. */
  moveClock(move: ClockMove): Promise<number>
  /** Resets the twin to its initial state. */
  reset(): Promise<void>
}

/** A change of a twin's clock, as at `POST /_mock/clock`. */
export interface ClockMove {
  readonly advance?: Duration
  /** Stops the clock, or lets it run on. */
  readonly freeze?: boolean
  /** The time that incoming assertions and proofs are judged by. */
  readonly incoming?: 'real time' | 'twin'
}

/** A session of a twin in another process. */
export interface CreatedSession {
  readonly id: string
  /** Prefix of all its addresses. */
  readonly origin: string
  readonly issuers: Readonly<Record<StsName, string>>
}

export interface ControlOptions {
  /** Control token, if the twin requires one. */
  readonly token?: string | undefined
  /** PEM certificate of the authority that issued the twin’s certificate. */
  readonly ca?: string | undefined
}

/** The twin refused a request; `status` is the HTTP status, or 408 when a wait ended. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** `twin` is any URL of the twin; a URL under a session’s path addresses that session. */
export function createControlApi(twin: string, { token, ca }: ControlOptions = {}): ControlApi {
  const session = sessionIdOf(new URL(twin).pathname)
  const base = session === undefined ? '' : `/s/${session}`
  const send = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> => {
    const address = new URL(`${base}/_mock/${path}`, twin).href
    const headers: [string, string][] = [
      ['Accept', 'application/json'],
      ...(body === undefined ? [] : [['Content-Type', 'application/json'] as [string, string]]),
      ...(token === undefined ? [] : [['Authorization', `Bearer ${token}`] as [string, string]]),
    ]
    const sent = { method, url: address, headers, ...(body !== undefined && { body: JSON.stringify(body) }), ca }
    const response = await sendRequest(sent)
    if (!response.ok)
      throw new ControlError(
        `${method} ${address} failed with ${response.status}: ${await reason(response)}`,
        response.status,
      )
    return response.status === 204 ? undefined : response.json()
  }
  return {
    registerClient: async (registration) => void (await send('POST', 'clients', registration)),
    registerApi: async (registration) => void (await send('POST', 'apis', registration)),
    clients: async () => ((await send('GET', 'clients')) as { clients: ClientRegistration[] }).clients,
    removeClient: async (clientId) => void (await send('DELETE', `clients/${encodeURIComponent(clientId)}`)),
    confirmClient: async (clientId) => void (await send('POST', `clients/${encodeURIComponent(clientId)}/confirm`)),
    mint: async (options) => (await send('POST', 'tokens', options)) as Minted,
    client: async (clientId) => (await send('GET', `clients/${encodeURIComponent(clientId)}`)) as ClientRegistration,
    async requests(query = {}) {
      const parameters = new URLSearchParams()
      for (const [name, value] of Object.entries(query)) parameters.set(name, String(value))
      const { requests, reached } = (await send('GET', `requests?${parameters}`)) as {
        requests: RequestSummary[]
        reached?: boolean
      }
      if (reached === false)
        throw new ControlError(`only ${requests.length} of ${query.count} requests arrived before the wait ended`, 408)
      return requests
    },
    request: async (id) => (await send('GET', `requests/${encodeURIComponent(id)}`)) as JournalEntry,
    use: async (names, use = {}) => {
      const named = typeof names === 'string' ? { name: names } : { sequence: names }
      const { notes = [] } = (await send('POST', 'scenarios', { ...named, ...use })) as { notes?: readonly string[] }
      return notes
    },
    scenariosInUse: async () => ((await send('GET', 'scenarios')) as { inUse: ScenarioInUse[] }).inUse,
    stopScenario: async (id) => void (await send('DELETE', `scenarios/${encodeURIComponent(id)}`)),
    clearScenarios: async () => void (await send('DELETE', 'scenarios')),
    keys: async (sts) =>
      ((await send('GET', `keys?sts=${sts}`)) as { keys: Awaited<ReturnType<KeyRing['list']>> }).keys,
    publishKey: async (sts) => ((await send('POST', 'keys', { sts, do: 'publish' })) as { kid: string }).kid,
    changeKey: async (change) => void (await send('POST', 'keys', change)),
    sessions: async () => ((await send('GET', 'sessions')) as { sessions: string[] }).sessions,
    createSession: async () => (await send('POST', 'sessions', {})) as CreatedSession,
    endSession: async (id) => void (await send('DELETE', `sessions/${encodeURIComponent(id)}`)),
    moveClock: async (move) => Date.parse(((await send('POST', 'clock', move)) as { now: string }).now),
    reset: async () => void (await send('POST', 'reset')),
  }
}

/** The `detail` of problem details, otherwise the first 500 characters of the body. */
async function reason(response: Response): Promise<string> {
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.includes('problem+json')
  return isProblem ? (JSON.parse(text) as { detail: string }).detail : text.slice(0, 500)
}
