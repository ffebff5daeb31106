/** What a client is told, with every default; everything wrong with it is reported at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type EnvironmentName, environments } from 'helseid-contract'
import type { JWK } from 'jose'
import { readDpopKey } from './keys/dpop-key.ts'
import { type ClientKeySource, keyProblems } from './keys/key-sources.ts'
import { maxWait } from './max-wait.ts'
import type { TokenStore } from './token-cache.ts'

/** Whom a token is for, where the client speaks for organisations (helseid.md 3.3). */
export interface Organization {
  /** Organisation number, nine digits; multi-tenant clients only. */
  readonly parent?: string
  /** Organisation number of a unit, nine digits. */
  readonly child?: string
  /** UUID of an SFM journal; multi-tenant clients only. */
  readonly sfmJournalId?: string
}

export interface TokenRequestOptions {
  /** API scopes; none: all that the client holds. */
  readonly scopes?: readonly string[]
  /** Audience of one API, where the scopes are of several. */
  readonly resource?: string
  readonly organization?: Organization
}

export interface HelseIdClientOptions extends TokenRequestOptions {
  /** One of HelseID's environments; or give `issuer`. */
  readonly environment?: EnvironmentName
  /** Issuer, without a trailing slash: a twin's, for example. */
  readonly issuer?: string
  readonly clientId: string
  /** The client's private key; or several, for a rotation window: where HelseID refuses the first, the next is tried. */
  readonly key?: ClientKeySource | readonly ClientKeySource[]
  /** LEGACY, in the place of `key`: a client secret, which HelseID refuses. For twins and older token services only. */
  readonly legacyClientSecret?: string
  /** `bearer` for clients and APIs that are not yet set to DPoP. Default: `dpop`. */
  readonly scheme?: 'dpop' | 'bearer'
  /** The key that tokens are bound to, as a private JWK: give it where `store` is shared. Default: a P-256 key, in memory only. */
  readonly dpopKey?: JWK
  /** Seconds before its end at which a token is no longer handed out. Default: 5. */
  readonly renewBefore?: number
  /** Seconds that HelseID has for each answer, the body included. Default: 10. */
  readonly timeout?: number
  /** Seconds until an API must have begun its answer, the sending of the request included. Default: 60. */
  readonly apiTimeout?: number
  /**
   * Sends tokens over plain HTTP to other machines too: only where something underneath encrypts, such as the sidecars of a
   * service mesh. Default: false.
   */
  readonly allowPlainHttp?: boolean
  /** How often a request to HelseID that found no connection, 429 or 5xx is sent again. Default: 3. */
  readonly retries?: number
  /** Longest Retry-After that is waited for, in seconds; a longer one is reported at once. Default: 30. */
  readonly maximumRetryAfter?: number
  /** Largest answer of HelseID that is read, in bytes. Default: 1 MiB. */
  readonly maximumAnswerBytes?: number
  /** Largest request body that comes as a stream and is kept for a second sending, in bytes. Default: 1 MiB. */
  readonly maximumReplayBytes?: number
  /** How many tokens are kept: the one longest unused is dropped first. Default: 1000. */
  readonly cacheSize?: number
  /** Keeps tokens for several processes; they need one `dpopKey`. Default: tokens are kept in this process only. */
  readonly store?: TokenStore
  /** Base address of the Selvbetjening API, for `rotateKey`. Default: that of the environment. */
  readonly selvbetjening?: string
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** A number from 0 up to 1, for the waits between retries. Default: `Math.random`. */
  readonly random?: () => number
  /** Waits between retries. Default: by a timer. */
  readonly wait?: (milliseconds: number) => Promise<void>
  /** Makes correlation ids, and the `jti` of API proofs and of assertions that a function signs. Default: `crypto.randomUUID`. */
  readonly newId?: () => string
  /** Any function of the shape of fetch: undici's own with a dispatcher, for example. Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export const defaults = {
  scheme: 'dpop',
  renewBefore: 5,
  timeout: 10,
  apiTimeout: 60,
  allowPlainHttp: false,
  retries: 3,
  maximumRetryAfter: 30,
  maximumAnswerBytes: 1024 * 1024,
  maximumReplayBytes: 1024 * 1024,
  cacheSize: 1000,
  now: Date.now,
  random: Math.random,
  wait: async (milliseconds: number): Promise<void> => sleep(milliseconds),
  newId: () => crypto.randomUUID() as string,
  // Looked up at each call, so that a test can replace it.
  fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
} as const satisfies Partial<HelseIdClientOptions>

export type ClientConfig = HelseIdClientOptions &
  Required<Pick<HelseIdClientOptions, keyof typeof defaults>> & {
    readonly issuer: string
    readonly keys: readonly ClientKeySource[]
  }

/** @throws {TypeError} saying everything that is wrong with the options */
export function resolveConfig(options: HelseIdClientOptions): ClientConfig {
  const problems = problemsOf(options)
  if (problems.length > 0) throw new TypeError(`createHelseIdClient: ${problems.join('; ')}`)
  const environment = options.environment && environments[options.environment]
  const issuer = options.issuer ?? (environment as { issuer: string }).issuer
  const selvbetjening = environment && 'selvbetjening' in environment ? environment.selvbetjening : undefined
  const provided = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const keys = [options.key ?? []].flat() as readonly ClientKeySource[]
  return {
    ...defaults,
    ...(selvbetjening && { selvbetjening }),
    ...(provided as unknown as HelseIdClientOptions),
    issuer,
    keys,
  }
}

type Check = (value: never) => string | undefined

const isFunction: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function')
const atLeast =
  (min: number, unit: string, whole = false): Check =>
  (value: unknown) =>
    typeof value === 'number' && value >= min && value < Number.POSITIVE_INFINITY && (!whole || Number.isInteger(value))
      ? undefined
      : `must be a ${whole ? 'whole ' : ''}number of ${unit}, ${min} or more`
const seconds =
  (min: number): Check =>
  (value: unknown) =>
    typeof value === 'number' && value >= min && value <= maxWait
      ? undefined
      : `must be a number of seconds from ${min} to ${maxWait}`

/** One check for each option; an option that is not here is unknown. `undefined` is as good as leaving it out. */
const checks: Readonly<Record<keyof HelseIdClientOptions, Check>> = {
  environment: (name: string) =>
    Object.hasOwn(environments, name)
      ? undefined
      : `unknown environment "${name}": use ${Object.keys(environments).join(', ')}`,
  issuer: issuerProblem,
  clientId: (id: unknown) =>
    typeof id === 'string' && id !== '' ? undefined : 'clientId must be the id that HelseID gave the client',
  key: () => undefined,
  legacyClientSecret: (secret: unknown) => (typeof secret === 'string' && secret !== '' ? undefined : 'must be a text'),
  scopes: (scopes: unknown) =>
    Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && /^[^\s]+$/.test(scope))
      ? undefined
      : 'scopes must be an array with one scope each',
  resource: (resource: unknown) =>
    typeof resource === 'string' && resource !== '' ? undefined : 'resource must be the audience of one API',
  organization: () => undefined,
  scheme: (scheme: unknown) => (scheme === 'dpop' || scheme === 'bearer' ? undefined : 'must be dpop or bearer'),
  dpopKey: (jwk: JWK | null) =>
    typeof jwk === 'object' && jwk !== null ? problemOf(() => readDpopKey(jwk)) : 'must be a private JWK',
  renewBefore: atLeast(0, 'seconds'),
  timeout: seconds(0.001),
  apiTimeout: seconds(0.001),
  allowPlainHttp: (allowed: unknown) => (typeof allowed === 'boolean' ? undefined : 'must be true or false'),
  retries: atLeast(0, 'times', true),
  maximumRetryAfter: seconds(0),
  maximumAnswerBytes: atLeast(1, 'bytes', true),
  maximumReplayBytes: atLeast(0, 'bytes', true),
  cacheSize: atLeast(1, 'tokens', true),
  store: (store: Partial<TokenStore> | null) =>
    [store?.get, store?.set, store?.delete].every((method) => typeof method === 'function')
      ? undefined
      : 'must have the methods get, set and delete',
  selvbetjening: (address: unknown) =>
    typeof address === 'string' && URL.canParse(address) && !address.endsWith('/')
      ? undefined
      : 'must be an address without a slash at its end',
  now: isFunction,
  random: isFunction,
  wait: isFunction,
  newId: isFunction,
  fetch: isFunction,
}

function problemsOf(options: HelseIdClientOptions): string[] {
  if (typeof options !== 'object' || options === null) return ['give an object of options']
  const { environment, issuer, clientId, key, legacyClientSecret, organization, store, dpopKey } = options
  const problems: string[] = []
  if ((environment === undefined) === (issuer === undefined))
    problems.push(`give either environment (${Object.keys(environments).join(', ')}) or issuer`)
  for (const [name, value] of Object.entries({ ...options, clientId })) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof HelseIdClientOptions] : undefined
    if (check === undefined) problems.push(`unknown option ${name}`)
    else if (value !== undefined || name === 'clientId') problems.push(...withName(name, check(value as never)))
  }
  if ((key === undefined || key === null) === (legacyClientSecret === undefined))
    problems.push(
      legacyClientSecret === undefined
        ? 'key must be the client’s private key: a JWK, a PEM text, a file, an environment variable or a signing function'
        : 'give either key or legacyClientSecret',
    )
  else if (legacyClientSecret === undefined) problems.push(...keysProblems(key))
  if (store !== undefined && dpopKey === undefined && options.scheme !== 'bearer')
    problems.push('store needs dpopKey: a token is of use only to who has the key that it is bound to')
  return [...problems, ...organizationProblems(organization)]
}

function withName(name: string, problem: string | undefined): string[] {
  if (problem === undefined) return []
  return [problem.startsWith('must') ? `${name} ${problem}` : problem]
}

function keysProblems(key: HelseIdClientOptions['key']): string[] {
  const sources = [key].flat() as ClientKeySource[]
  if (sources.length === 0) return ['key must not be an empty list']
  return sources.flatMap((source, index) =>
    keyProblems(source).map((problem) => `${sources.length > 1 ? `key ${index + 1}` : 'key'}: ${problem}`),
  )
}

function issuerProblem(issuer: unknown): string | undefined {
  if (typeof issuer !== 'string') return 'issuer must be a text'
  if (!URL.canParse(issuer)) return `issuer "${issuer}" is no address`
  const { protocol, username, password } = new URL(issuer)
  if (username || password) return 'issuer must hold neither a user name nor a password'
  if (protocol !== 'https:' && protocol !== 'http:') return `issuer "${issuer}" must be an https address`
  if (issuer.trim() !== issuer) return `issuer "${issuer}" must not have spaces around it`
  if (issuer.endsWith('/')) return `issuer "${issuer}" must not end with a slash`
  return /[?#]/.test(issuer) ? `issuer "${issuer}" must have neither query nor fragment` : undefined
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return `dpopKey: ${(error as Error).message}`
  }
}

/** What is wrong with the options of a single call. */
export function requestProblems(options: TokenRequestOptions): string[] {
  const { scopes, resource, organization, ...others } = options
  return [
    ...Object.entries(others)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => `unknown option ${name}: use scopes, resource, organization`),
    ...(scopes === undefined ? [] : withName('scopes', checks.scopes(scopes as never))),
    ...(resource === undefined ? [] : withName('resource', checks.resource(resource as never))),
    ...organizationProblems(organization),
  ]
}

const organizationParts = ['parent', 'child', 'sfmJournalId']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function organizationProblems(organization: Organization = {}): string[] {
  if (typeof organization !== 'object' || organization === null) return ['organization must be an object']
  const { parent, child, sfmJournalId } = organization
  const unknown = Object.keys(organization).filter((name) => !organizationParts.includes(name))
  const problems = unknown.map((name) => `unknown part ${name} of organization: use ${organizationParts.join(', ')}`)
  for (const [name, number] of Object.entries({ parent, child })) {
    if (number !== undefined && !/^\d{9}$/.test(String(number)))
      problems.push(`organization.${name} must have nine digits, not "${number}"`)
  }
  if (sfmJournalId !== undefined && !uuid.test(sfmJournalId))
    problems.push(`organization.sfmJournalId must be a UUID, not "${sfmJournalId}"`)
  return problems
}
