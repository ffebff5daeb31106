/** Publishes pacts to a Pact Broker, by its HTTP API. https://docs.pact.io/pact_broker/client_cli/readme */
import { buildOf, type Environment } from './build-variables.ts'
import { pacts as committed, type Pact } from './pacts.ts'

export interface PublishOptions {
  /** Base address of the broker. */
  readonly broker: string
  readonly token?: string
  /** Instead of a token. */
  readonly basic?: { readonly username: string; readonly password: string }
  /** Of the consumer: the commit. */
  readonly version: string
  readonly branch?: string
  readonly buildUrl?: string
  /** Default: the committed ones. */
  readonly pacts?: readonly Pact[]
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

/** Relation of the broker's index: where contracts are published, since version 2.86. */
const relation = 'pb:publish-contracts'

/**
 * What the broker says of it, line by line.
 * @throws {Error} with what the broker says when it refuses; `TypeError` for an address that is none
 */
export async function publishPacts(options: PublishOptions): Promise<string[]> {
  assertBroker(options.broker)
  const { broker, version, branch, buildUrl, pacts = Object.values(committed) } = options
  const index = (await ask(broker, options)) as { _links?: Record<string, { href: string } | undefined> }
  const link = index._links?.[relation]?.href
  if (link === undefined) throw new Error(`${broker} is no Pact Broker of version 2.86 or later: it has no ${relation}`)
  const address = new URL(link, broker).href
  // A token is for its broker alone.
  if (new URL(address).origin !== new URL(broker).origin)
    throw new Error(`${broker} would have its contracts published at ${address}, which is another server`)
  const lines: string[] = []
  for (const [pacticipantName, ofConsumer] of byConsumer(pacts)) {
    const contracts = ofConsumer.map(toContract)
    const body = { pacticipantName, pacticipantVersionNumber: version, branch, buildUrl, contracts }
    lines.push(...wordsOf((await ask(address, options, body)) as Published))
  }
  return lines
}

/** Does not repeat what it was given, which may hold a password. */
function assertBroker(broker: string): void {
  const { protocol = '', username, password }: Partial<URL> = URL.canParse(broker) ? new URL(broker) : {}
  if (!/^https?:$/.test(protocol))
    throw new TypeError('the address of the Pact Broker must begin with http:// or https://')
  if (username || password)
    throw new TypeError('the address of the Pact Broker must be without user and password, which go beside it')
}

/** Brokers say the same under both names; older ones know only the second. */
interface Published {
  readonly notices?: readonly { readonly type: string; readonly text: string }[]
  readonly logs?: readonly { readonly level: string; readonly message: string }[]
}

function wordsOf({ notices, logs = [] }: Published): string[] {
  const said = notices ?? logs.map(({ level, message }) => ({ type: level, text: message }))
  return said.filter(({ type }) => type !== 'debug').map(({ text }) => text)
}

function byConsumer(pacts: readonly Pact[]): Map<string, readonly Pact[]> {
  return Map.groupBy(pacts, ({ consumer }) => consumer.name)
}

function toContract(pact: Pact): object {
  return {
    consumerName: pact.consumer.name,
    providerName: pact.provider.name,
    specification: 'pact',
    contentType: 'application/json',
    content: Buffer.from(JSON.stringify(pact)).toString('base64'),
  }
}

async function ask(address: string, options: PublishOptions, body?: object): Promise<unknown> {
  const { fetch: send = fetch } = options
  const response = await send(address, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { accept: 'application/hal+json', 'content-type': 'application/json', ...authorization(options) },
    redirect: 'error',
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${text.slice(0, 1000)}`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${address} is no Pact Broker: it answered ${response.headers.get('content-type')}, not JSON`, {
      cause,
    })
  }
}

function authorization({ token, basic }: PublishOptions): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  if (basic === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}` }
}

/**
 * `PACT_BROKER_BASE_URL`, and `PACT_BROKER_TOKEN` or `PACT_BROKER_USERNAME` with `PACT_BROKER_PASSWORD`; commit, branch and build as CI
 * says them, else Git's. `git` answers like the program, trimmed.
 * @throws {TypeError} naming the variable that is missing
 */
export function publishOptionsOf(env: Environment, git: (...args: string[]) => string): PublishOptions {
  const { PACT_BROKER_BASE_URL: broker, PACT_BROKER_TOKEN: token } = env
  const { PACT_BROKER_USERNAME: username, PACT_BROKER_PASSWORD: password } = env
  if (!broker) throw new TypeError('PACT_BROKER_BASE_URL is not set: it says which Pact Broker the pacts are for')
  if (Boolean(username) !== Boolean(password))
    throw new TypeError('PACT_BROKER_USERNAME and PACT_BROKER_PASSWORD go together')
  const build = buildOf(env)
  const branch = build.branch ?? git('rev-parse', '--abbrev-ref', 'HEAD')
  return {
    broker,
    version: build.commit ?? git('rev-parse', 'HEAD'),
    // Git's word for no branch at all, as in most of CI.
    ...(branch !== 'HEAD' && { branch }),
    ...(build.url !== undefined && { buildUrl: build.url }),
    ...(token && { token }),
    ...(username && password && { basic: { username, password } }),
  }
}
