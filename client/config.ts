/** The options of a client, their defaults, and a check that reports every problem at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type EnvironmentName, environments } from 'helseid-contract'
import type { JWK } from 'jose'
import { monotonicNow } from './age.ts'
import { assertOwnGlobals } from './foreign-globals.ts'
import { addressProblem, issuerProblem } from './issuer-problem.ts'
import { readDpopKey } from './keys/dpop-key.ts'
import { type ClientKeySource, keyProblems } from './keys/key-sources.ts'
import { maxWait } from './max-wait.ts'
import type { TokenStore } from './token-cache.ts'

/** The organisation that a token is for, if the client acts for organisations (helseid.md 3.3). */
export interface Organization {
  /** Organisation number, nine digits; multi-tenant clients only. */
  readonly parent?: string
  /** Organisation number of a unit, nine digits. */
  readonly child?: string
  /** UUID of an SFM journal; multi-tenant clients only. */
  readonly sfmJournalId?: string
}

export interface TokenRequestOptions {
  /** API scopes. Empty: all scopes registered for the client. */
  readonly scopes?: readonly string[]
  /** Audience of one API, if the scopes belong to several. */
  readonly resource?: string
  readonly organization?: Organization
}

export interface HelseIdClientOptions extends TokenRequestOptions {
  /** One of HelseID's environments. Give this or `issuer`. */
  readonly environment?: EnvironmentName
  /**
   * Issuer without a trailing slash, such as a twin's: https, or http on this machine, at a host name without a dot, or
   * with `allowPlainHttp`.
   */
  readonly issuer?: string
  readonly clientId: string
  /**
   * The client's private key, or several during a rotation: if HelseID refuses the first with `invalid_client`, the
   * client tries the next and prefers it from then on.
   */
  readonly key?: ClientKeySource | readonly ClientKeySource[]
  /** LEGACY: a client secret instead of `key`. HelseID refuses it; use it only with twins and older token services. */
  readonly legacyClientSecret?: string
  /** `bearer` for clients and APIs that do not use DPoP yet. Default: `dpop`. */
  readonly scheme?: 'dpop' | 'bearer'
  /** The private JWK that tokens are bound to; required with `store`. Default: a new P-256 key, kept in memory only. */
  readonly dpopKey?: JWK
  /** Seconds before expiry at which a token is renewed, at most half its lifetime. Default: 5. */
  readonly renewBefore?: number
  /** Seconds for each response of HelseID, including its body. A timeout is not retried. Default: 10. */
  readonly timeout?: number
  /** Seconds from sending a request until an API must begin its response. Default: 60. */
  readonly apiTimeout?: number
  /**
   * Allows an issuer, and tokens, over plain HTTP to other machines, but never HelseID itself. Use it only where the network itself encrypts, as a service mesh
   * does. Default: false.
   */
  readonly allowPlainHttp?: boolean
  /** How often a request to HelseID is retried after a failed connection, 429 or 5xx. Default: 3. */
  readonly retries?: number
  /** Seconds. A longer Retry-After is not waited for; the error is thrown at once. Default: 30. */
  readonly maximumRetryAfter?: number
  /** Maximum bytes of a response from HelseID; a larger one fails with `too_large`. Default: 1 MiB. */
  readonly maximumAnswerBytes?: number
  /** Maximum bytes of a streamed request body that are buffered, so that it can be sent again. Default: 1 MiB. */
  readonly maximumReplayBytes?: number
  /** Maximum number of cached tokens; the least recently used one is dropped first. Default: 1000. */
  readonly cacheSize?: number
  /** Shares tokens between processes that use the same `dpopKey`. Default: tokens are cached in this process only. */
  readonly store?: TokenStore
  /** Base URL of the Selvbetjening API, for `rotateKey` and `keyStatus`. Default: the environment's. */
  readonly selvbetjening?: string
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /**
   * A clock that never jumps, in milliseconds since any moment. A cached token or document ends as soon as either clock
   * says so. Default: `performance.now`.
   */
  readonly monotonicNow?: () => number
  /** Returns a number from 0 up to 1, to spread the waits between retries. Default: `Math.random`. */
  readonly random?: () => number
  /** Waits between retries; `signal` aborts when no caller waits any longer. Default: a timer. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /**
   * Makes correlation ids, and the `jti` of API proofs and of assertions signed by a function. Default:
   * `crypto.randomUUID`.
   */
  readonly newId?: () => string
  /** Any fetch-compatible function, such as undici's with a dispatcher. Default: the global `fetch`. */
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
  monotonicNow,
  random: Math.random,
  wait: async (milliseconds: number, signal?: AbortSignal): Promise<void> => sleep(milliseconds, undefined, { signal }),
  newId: () => crypto.randomUUID() as string,
  // Looked up on every call, so that a test can replace it.
  fetch: (...args: Parameters<typeof fetch>) => fetch(...args),
} as const satisfies Partial<HelseIdClientOptions>

export type ClientConfig = HelseIdClientOptions &
  Required<Pick<HelseIdClientOptions, keyof typeof defaults>> & {
    readonly issuer: string
    readonly keys: readonly ClientKeySource[]
  }

/** @throws {TypeError} listing every problem with the options */
export function resolveConfig(options: HelseIdClientOptions): ClientConfig {
  assertOwnGlobals()
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

/** One check per option; an option without a check is unknown. `undefined` means that the option is absent. */
const checks: Readonly<Record<keyof HelseIdClientOptions, Check>> = {
  environment: (name: string) =>
    Object.hasOwn(environments, name)
      ? undefined
      : `unknown environment "${name}": use ${Object.keys(environments).join(', ')}`,
  // Depends on allowPlainHttp, see problemsOf.
  issuer: () => undefined,
  clientId: (id: unknown) =>
    typeof id === 'string' && id !== '' ? undefined : 'clientId must be the client id registered with HelseID',
  key: () => undefined,
  legacyClientSecret: (secret: unknown) =>
    typeof secret === 'string' && secret !== '' ? undefined : 'must be a non-empty string',
  scopes: (scopes: unknown) =>
    Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string' && /^[^\s]+$/.test(scope))
      ? undefined
      : 'scopes must be an array of strings with one scope each',
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
  // Depends on allowPlainHttp too.
  selvbetjening: () => undefined,
  now: isFunction,
  monotonicNow: isFunction,
  random: isFunction,
  wait: isFunction,
  newId: isFunction,
  fetch: isFunction,
}

function problemsOf(options: HelseIdClientOptions): string[] {
  if (typeof options !== 'object' || options === null) return ['options must be an object']
  const { environment, issuer, clientId, key, legacyClientSecret, organization, store, dpopKey } = options
  const problems: string[] = []
  if ((environment === undefined) === (issuer === undefined))
    problems.push(`give either environment (${Object.keys(environments).join(', ')}) or issuer`)
  const badIssuer = issuer === undefined ? undefined : issuerProblem(issuer, options.allowPlainHttp === true)
  if (badIssuer !== undefined) problems.push(badIssuer)
  const { selvbetjening } = options
  const badAddress =
    selvbetjening === undefined
      ? undefined
      : addressProblem('selvbetjening', selvbetjening, options.allowPlainHttp === true)
  if (badAddress !== undefined) problems.push(badAddress)
  for (const [name, value] of Object.entries({ ...options, clientId })) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof HelseIdClientOptions] : undefined
    if (check === undefined) problems.push(`unknown option ${name}`)
    else if (value !== undefined || name === 'clientId') problems.push(...withName(name, check(value as never)))
  }
  if ((key === undefined || key === null) === (legacyClientSecret === undefined))
    problems.push(
      legacyClientSecret === undefined
        ? 'key must be the client’s private key: a JWK, { pem }, { file }, { env }, { sign } or { key: CryptoKey }'
        : 'give either key or legacyClientSecret',
    )
  else if (legacyClientSecret === undefined) problems.push(...keysProblems(key))
  if (store !== undefined && dpopKey === undefined && options.scheme !== 'bearer')
    problems.push('store requires dpopKey: a token can only be used with the key that it is bound to')
  return [...problems, ...organizationProblems(organization)]
}

function withName(name: string, problem: string | undefined): string[] {
  if (problem === undefined) return []
  return [problem.startsWith('must') ? `${name} ${problem}` : problem]
}

function keysProblems(key: HelseIdClientOptions['key']): string[] {
  const sources = [key].flat() as ClientKeySource[]
  if (sources.length === 0) return ['key must not be an empty array']
  return sources.flatMap((source, index) =>
    keyProblems(source).map((problem) => `${sources.length > 1 ? `key ${index + 1}` : 'key'}: ${problem}`),
  )
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return `dpopKey: ${(error as Error).message}`
  }
}

/** The problems with the options of a single call. */
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
  const problems = unknown.map((name) => `unknown member ${name} of organization: use ${organizationParts.join(', ')}`)
  for (const [name, number] of Object.entries({ parent, child })) {
    if (number !== undefined && !/^\d{9}$/.test(String(number)))
      problems.push(`organization.${name} must have nine digits, not "${number}"`)
  }
  if (sfmJournalId !== undefined && !uuid.test(sfmJournalId))
    problems.push(`organization.sfmJournalId must be a UUID, not "${sfmJournalId}"`)
  return problems
}
