/** The options of a verifier, and a check that reports every problem at once. */
import { dpopAlgorithms, type EnvironmentName, environments } from 'helseid-contract'
import type { JWTVerifyGetKey } from 'jose'
import { issuerFormProblem, issuerProblem } from '../issuer-problem.ts'
import { maxWait } from '../max-wait.ts'
import type { HtuQuery } from './proof.ts'
import type { ReplayStore } from './replay-store.ts'

export interface TokenVerifierOptions {
  /** One of HelseID's environments. Give this or `issuer`. */
  readonly environment?: EnvironmentName
  /**
   * Issuer without a trailing slash, such as a twin's: https, or http on this machine, at a host name without a dot, or
   * with `allowPlainHttp` or `jwks`.
   */
  readonly issuer?: string
  /**
   * Allows an issuer over plain HTTP on another machine, but never HelseID itself. Use it only where the network itself
   * encrypts, as a service mesh does. Default: false.
   */
  readonly allowPlainHttp?: boolean
  /** This API's audience, as registered with HelseID. A token with several audiences is refused. */
  readonly audience: string
  /**
   * Address under which callers reach this API, such as `https://api.example`, or a list of those: scheme, host and
   * port that the proof must contain. Default: those of the request's URL or `Host` header, which the caller chooses.
   */
  readonly origin?: string | readonly string[]
  /** Scopes that the token must have, all of them. Default: none. */
  readonly scopes?: readonly string[]
  /**
   * Claims that the token must have, by name (`claimNames` has HelseID's): `true` for any value, or a list of accepted
   * values. An API for logged-in users requires `{ [claimNames.pid]: true, [claimNames.securityLevel]: ['4'] }`.
   */
  readonly claims?: Readonly<Record<string, true | readonly string[]>>
  /** An endpoint accepts DPoP or Bearer, never both (UP:validering_av_access_token). Default: `dpop`. */
  readonly scheme?: 'dpop' | 'bearer'
  /** Seconds by which clocks may differ, up to 300. Default: 10, as FAPI 2.0 requires (5.3.2.1). */
  readonly clockTolerance?: number
  /**
   * Algorithms of proofs that are accepted, and named in the challenge. Default: those that HelseID accepts, from RS256 to
   * ES512. NHN asks clients for PS or ES (UP:krav_til_kryptografi).
   */
  readonly proofAlgorithms?: readonly ProofAlgorithm[]
  /** Seconds for which a proof is valid, from 1 to 300. Default: 60. */
  readonly proofLifetime?: number
  /**
   * Seconds to fetch the issuer's metadata, and again its JWKS. Without cached keys a timeout refuses the request with
   * 503. Default: 5.
   */
  readonly timeout?: number
  /**
   * Seconds to cache the JWKS, up to 604800, and to keep using it after that if it cannot be refreshed. Default: 86400,
   * 24 hours as NHN recommends.
   */
  readonly jwksLifetime?: number
  /**
   * Seconds after fetching the JWKS during which an unknown `kid` does not trigger another fetch. After a failed fetch
   * no token does: without usable cached keys, requests are refused with 503 meanwhile. Default: 30.
   */
  readonly jwksCooldown?: number
  /**
   * What to do with a proof whose `htu` has a query or a fragment: RFC 9449 4.3 ignores them, NHN's sample API refuses the
   * proof. `warn` accepts it and publishes `helseid-client:htu-query`. Default: `ignore`.
   */
  readonly htuQuery?: HtuQuery
  /** Remembers used proofs. Share one between all instances of an API. Default: this process's memory. */
  readonly replayStore?: ReplayStore
  /**
   * Seconds to wait for `replayStore`; then the request is refused with 503. A store with a shorter time limit of its own,
   * such as that for Redis, fails earlier. Default: 3.
   */
  readonly replayTimeout?: number
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /**
   * A clock that never jumps, in milliseconds since any moment: cached keys end as soon as either clock says so, used
   * proofs are remembered until both do. Default: `performance.now`.
   */
  readonly monotonicNow?: () => number
  /** The clock for proofs, if it differs from that for tokens. Default: `now`. */
  readonly proofNow?: () => number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Finds the signing key, instead of the issuer's metadata and JWKS. */
  readonly jwks?: JWTVerifyGetKey
}

/** An algorithm that HelseID accepts for DPoP proofs. */
export type ProofAlgorithm = (typeof dpopAlgorithms.advertised)[number]

type Check = (value: never) => boolean

const isText: Check = (value: unknown) => typeof value === 'string' && value !== ''
const isFunction: Check = (value) => typeof value === 'function'
const isBoolean: Check = (value) => typeof value === 'boolean'
const seconds = (min: number, max: number): readonly [Check, string] => [
  (value: unknown) => typeof value === 'number' && value >= min && value <= max,
  `a number of seconds from ${min} to ${max}`,
]

/** Seconds. A tolerance or proof lifetime beyond it would accept tokens and proofs that expired long ago. */
const maxLeeway = 300
const day = 24 * 60 * 60

/** One check per option, and what the option must be. `undefined` means that the option is absent. */
const checks: Readonly<Record<keyof TokenVerifierOptions, readonly [Check, string]>> = {
  environment: [(name: string) => Object.hasOwn(environments, name), `one of ${Object.keys(environments).join(', ')}`],
  // Depends on allowPlainHttp, see verifierProblems.
  issuer: [() => true, 'an issuer'],
  allowPlainHttp: [isBoolean, 'true or false'],
  audience: [isText, 'the audience of this API'],
  origin: [isOrigins, 'an address without a path, such as https://api.example (http or https), or a list of those'],
  scopes: [
    (scopes: unknown) => Array.isArray(scopes) && scopes.every(isText as never),
    'an array of strings with one scope each',
  ],
  claims: [isClaims, 'an object with true or an array of values for each claim name'],
  scheme: [(scheme: unknown) => scheme === 'dpop' || scheme === 'bearer', 'dpop or bearer'],
  proofAlgorithms: [
    isProofAlgorithms,
    `an array of algorithms, at least one of ${dpopAlgorithms.advertised.join(', ')}`,
  ],
  clockTolerance: seconds(0, maxLeeway),
  proofLifetime: seconds(1, maxLeeway),
  timeout: [isWait, `a number of seconds above 0 and up to ${maxWait}`],
  jwksCooldown: seconds(0, day),
  jwksLifetime: seconds(0, 7 * day),
  htuQuery: [(choice: unknown) => ['ignore', 'warn', 'refuse'].includes(choice as string), 'ignore, warn or refuse'],
  replayStore: [
    (store: { remember?: unknown }) => typeof store?.remember === 'function',
    'an object with the method remember',
  ],
  replayTimeout: [isWait, `a number of seconds above 0 and up to ${maxWait}`],
  now: [isFunction, 'a function'],
  monotonicNow: [isFunction, 'a function'],
  proofNow: [isFunction, 'a function'],
  fetch: [isFunction, 'a function'],
  jwks: [isFunction, 'a function'],
}

export function verifierProblems(options: TokenVerifierOptions): string[] {
  if (typeof options !== 'object' || options === null) return ['options must be an object']
  const { environment, issuer, audience } = options
  const problems = (environment === undefined) === (issuer === undefined) ? ['give either environment or issuer'] : []
  // With `jwks`, nothing is fetched from the issuer.
  const issuerCheck = options.jwks === undefined ? issuerProblem : issuerFormProblem
  const badIssuer = issuer === undefined ? undefined : issuerCheck(issuer, options.allowPlainHttp === true)
  if (badIssuer !== undefined) problems.push(badIssuer)
  for (const [name, value] of Object.entries({ ...options, audience })) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof TokenVerifierOptions] : undefined
    if (check === undefined) problems.push(`unknown option ${name}`)
    else if ((value !== undefined || name === 'audience') && !check[0](value as never))
      problems.push(`${name} must be ${check[1]}`)
  }
  return problems
}

function isOrigins(origins: unknown): boolean {
  const list = [origins].flat()
  return list.length > 0 && list.every(isOrigin)
}

function isOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && /^https?:\/\/[^/?#@\\\s]+$/i.test(origin) && URL.canParse(origin)
}

function isProofAlgorithms(algorithms: unknown): boolean {
  return (
    Array.isArray(algorithms) &&
    algorithms.length > 0 &&
    algorithms.every((name) => dpopAlgorithms.advertised.includes(name))
  )
}

function isWait(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value <= maxWait
}

function isClaims(claims: unknown): boolean {
  if (typeof claims !== 'object' || claims === null) return false
  return Object.values(claims).every(
    (values) => values === true || (Array.isArray(values) && values.every(isText as never)),
  )
}
