/** The parts of a twin's control plane that provider states use. */
import type { StsName } from '../environments/index.ts'

export interface ControlPlaneOptions {
  /** Base address of a twin, or of one of its sessions. */
  readonly twin: string
  /** Required if the twin has a control token. */
  readonly controlToken?: string
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface ControlPlane {
  registerClient(registration: object): Promise<void>
  /** The registration of a client; undefined if it is not registered. */
  client(clientId: string): Promise<object | undefined>
  removeClient(clientId: string): Promise<void>
  /** The twin's scenarios, each with the place where it acts. */
  scenarios(): Promise<readonly { readonly name: string; readonly at: string }[]>
  /** Resolves with the id of this use. */
  useScenario(use: { readonly name: string; readonly clientId?: string; readonly parameters: unknown }): Promise<string>
  /** Ends one use of a scenario. */
  endScenario(id: string): Promise<void>
  mint(options: object): Promise<{ readonly accessToken: string; readonly proof?: string }>
  /** Reads the keys of an STS, at which a scenario of its keys acts. */
  readKeys(sts: string): Promise<void>
  /** Returns to the first signing key of an STS. */
  resetKeys(sts: string): Promise<void>
  /**
   * Creates a session of the twin with these options, also if this is the control plane of another session. `clock` is
   * the time at which its clock is stopped, ISO 8601.
   */
  createSession(options: Readonly<Record<string, unknown>> & { readonly clock?: string }): Promise<CreatedSession>
  /** The rules of the verdict at this address, each with its outcome. */
  verdictAt<T>(address: string): Promise<readonly T[]>
  /** The addresses at which anyone but `readKeys` has fetched metadata or keys of an STS, oldest first. */
  keyAddresses(sts: string): Promise<readonly string[]>
}

/** A session that `createSession` has created. */
interface CreatedSession {
  readonly issuers: Readonly<Record<StsName, string>>
  end(): Promise<void>
}

/**
 * Its functions throw an `Error` with the twin's response if it is not successful, and a `TypeError` that names the
 * twin's address if the twin is unreachable.
 */
export function createControlPlane({ twin, controlToken, fetch: send = fetch }: ControlPlaneOptions): ControlPlane {
  const base = `${twin.replace(/\/$/, '')}/_mock`
  /** `path` may be a whole address. */
  const request = async (method: string, path: string, body?: object): Promise<Response> =>
    send(/^https?:/.test(path) ? path : `${base}/${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        ...(controlToken !== undefined && { authorization: `Bearer ${controlToken}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw unreachable(twin, error)
    })
  const contents = async (method: string, path: string, response: Response): Promise<unknown> => {
    const text = await response.text()
    const address = /^https?:/.test(path) ? path : `${base}/${path}`
    // The twin's own refusals are problem details, RFC 9457.
    if (!response.ok && !/^application\/problem\+json/.test(response.headers.get('content-type') ?? ''))
      throw new TypeError(noTwin(twin, `${method} ${address} was answered with ${response.status}`))
    if (!response.ok)
      throw new Error(`${method} ${address} failed with status ${response.status}: ${text.slice(0, 500)}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  const call = async (method: string, path: string, body?: object): Promise<unknown> =>
    contents(method, path, await request(method, path, body))
  const addresses = async (endpoint: string, sts: string) =>
    ((await call('GET', `requests?endpoint=${endpoint}&sts=${sts}`)) as { requests: { url: string }[] }).requests.map(
      ({ url }) => url,
    )
  return {
    registerClient: async (registration) => void (await call('POST', 'clients', registration)),
    async client(clientId) {
      const path = `clients/${encodeURIComponent(clientId)}`
      const response = await request('GET', path)
      return response.status === 404 ? undefined : ((await contents('GET', path, response)) as object)
    },
    removeClient: async (clientId) => void (await call('DELETE', `clients/${encodeURIComponent(clientId)}`)),
    async scenarios() {
      const response = await request('GET', 'scenarios')
      const isJson = /^application\/json/.test(response.headers.get('content-type') ?? '')
      const answer = !response.ok || isJson ? await contents('GET', 'scenarios', response) : undefined
      const { scenarios } = Object(answer) as { scenarios?: { name: string; at: string }[] }
      if (scenarios !== undefined) return scenarios
      throw new TypeError(noTwin(twin, `GET ${base}/scenarios was answered without its scenarios`))
    },
    async useScenario(use) {
      const { inUse } = (await call('POST', 'scenarios', use)) as { inUse: { id: string; sequence: string[] }[] }
      // The newest use comes first.
      const used = inUse.find(({ sequence: [name] }) => name === use.name)
      if (used === undefined) throw new Error(`the twin at ${twin} does not use the scenario ${use.name}`)
      return used.id
    },
    endScenario: async (id) => void (await call('DELETE', `scenarios/${encodeURIComponent(id)}`)),
    mint: async (options) => (await call('POST', 'tokens', options)) as { accessToken: string; proof?: string },
    async createSession({ clock, ...options }) {
      const sessions = `${new URL(twin).origin}/_mock/sessions`
      const { id, origin, issuers } = (await call('POST', sessions, options)) as Pick<CreatedSession, 'issuers'> & {
        id: string
        origin: string
      }
      const end = async () => void (await call('DELETE', `${sessions}/${id}`))
      try {
        if (clock !== undefined) await call('POST', `${origin}/_mock/clock`, { freeze: clock, incoming: 'twin' })
        return { issuers, end }
      } catch (error) {
        await end()
        throw error
      }
    },
    verdictAt: async <T>(address: string) =>
      ((await call('GET', address)) as { verdict: { rules: T[] } }).verdict.rules,
    resetKeys: async (sts) => void (await call('POST', 'keys', { sts, do: 'reset' })),
    async readKeys(sts) {
      const address = `${twin.replace(/\/$/, '')}/${sts}/.well-known/openid-configuration/jwks${ownRead}`
      const response = await send(address)
      await response.arrayBuffer()
    },
    async keyAddresses(sts) {
      const all = [...(await addresses('metadata', sts)), ...(await addresses('jwks', sts))]
      return all.filter((address) => !address.endsWith(ownRead))
    },
  }
}

/** Tells the reads of this module from those of an API. */
const ownRead = '?by=pact-states'

function noTwin(twin: string, reason: string): string {
  return `${twin} is not a twin: ${reason}. Give the address that helseid-mock serve prints`
}

function unreachable(twin: string, error: Error): TypeError {
  const { message, code } = (error.cause ?? error) as NodeJS.ErrnoException
  // The error of several addresses, as localhost may have, has a code, but no message.
  return new TypeError(
    `cannot reach the twin at ${twin}: ${message || code}. Is it running? helseid-mock serve starts one`,
    { cause: error },
  )
}
