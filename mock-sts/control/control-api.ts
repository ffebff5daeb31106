/** The control plane of a twin elsewhere, as functions. */
import type { StsName } from 'helseid-contract'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import { sessionIdOf } from '../context/sessions.ts'
import { sendRequest } from '../http/send-request.ts'
import type { JournalEntry } from '../journal/journal.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { Minted, MintOptions } from '../mint/mint.ts'
import type { ScenarioInUse, ScenarioUse } from '../scenarios/active-scenarios.ts'
import type { VerdictRule } from '../verdict/verdict.ts'
import type { RequestQuery } from './request-list.ts'

/** A request as the list tells it: what it broke, without what it kept. */
export interface RequestSummary extends Omit<JournalEntry, 'verdict'> {
  readonly outcome?: 'accepted' | 'refused'
  /** The rules that reject or warn, the deciding one first. */
  readonly broken?: readonly VerdictRule[]
}

export interface ControlApi {
  /** @throws {ControlError} when the twin refuses */
  registerClient(registration: ClientRegistration): Promise<void>
  registerApi(registration: ApiRegistration): Promise<void>
  /** The clients that some STS knows, each with the STSs that do. */
  clients(): Promise<readonly ClientRegistration[]>
  removeClient(clientId: string): Promise<void>
  /** A token, good or bad. */
  mint(options: MintOptions): Promise<Minted>
  /** How a client is registered. */
  client(clientId: string): Promise<ClientRegistration>
  /**
   * The token requests that came in, oldest first, or those that fit; with `count`, as soon as there are as many:
   * `requests({ endpoint: 'jwks', count: 1, wait: 10 })`.
   * @throws {ControlError} with status 408 when the wait is over before there are as many
   */
  requests(query?: RequestQuery): Promise<readonly RequestSummary[]>
  /** One request with its whole verdict. */
  request(id: string): Promise<JournalEntry>
  /** Lets a scenario act, or several in turn. */
  use(names: string | readonly (string | null)[], use?: ScenarioUse): Promise<void>
  /** The scenarios that are in use. */
  scenariosInUse(): Promise<readonly ScenarioInUse[]>
  /** No scenario acts any more. */
  clearScenarios(): Promise<void>
  /** The `kid`s of the signing keys of an STS, each with its state. */
  keys(sts: StsName): Promise<Awaited<ReturnType<KeyRing['list']>>>
  /** Makes a signing key and publishes it; resolves with its `kid`. */
  publishKey(sts: StsName): Promise<string>
  /** Lets a published key sign, or takes it out of the JWKS. @throws {ControlError} for a `kid` with which that cannot be done */
  changeKey(change: { readonly sts: StsName; readonly do: 'activate' | 'retire'; readonly kid: string }): Promise<void>
  /** Back to the state at the start. */
  reset(): Promise<void>
}

export interface ControlOptions {
  readonly token?: string | undefined
  /** PEM of the authority behind the twin's certificate. */
  readonly ca?: string | undefined
}

/** What the twin answered instead of doing it. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** `twin`: any address of it; one below a session's path is the session's. */
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
        `${method} ${address} was answered ${response.status}: ${await reason(response)}`,
        response.status,
      )
    return response.status === 204 ? undefined : response.json()
  }
  return {
    registerClient: async (registration) => void (await send('POST', 'clients', registration)),
    registerApi: async (registration) => void (await send('POST', 'apis', registration)),
    clients: async () => ((await send('GET', 'clients')) as { clients: ClientRegistration[] }).clients,
    removeClient: async (clientId) => void (await send('DELETE', `clients/${encodeURIComponent(clientId)}`)),
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
        throw new ControlError(`${requests.length} of ${query.count} requests came in before the wait was over`, 408)
      return requests
    },
    request: async (id) => (await send('GET', `requests/${encodeURIComponent(id)}`)) as JournalEntry,
    use: async (names, use = {}) =>
      void (await send('POST', 'scenarios', {
        ...(typeof names === 'string' ? { name: names } : { sequence: names }),
        ...use,
      })),
    scenariosInUse: async () => ((await send('GET', 'scenarios')) as { inUse: ScenarioInUse[] }).inUse,
    clearScenarios: async () => void (await send('DELETE', 'scenarios')),
    keys: async (sts) =>
      ((await send('GET', `keys?sts=${sts}`)) as { keys: Awaited<ReturnType<KeyRing['list']>> }).keys,
    publishKey: async (sts) => ((await send('POST', 'keys', { sts, do: 'publish' })) as { kid: string }).kid,
    changeKey: async (change) => void (await send('POST', 'keys', change)),
    reset: async () => void (await send('POST', 'reset')),
  }
}

/** The detail of a problem, else the text as it is. */
async function reason(response: Response): Promise<string> {
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.includes('problem+json')
  return isProblem ? (JSON.parse(text) as { detail: string }).detail : text.slice(0, 500)
}
