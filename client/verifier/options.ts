/** What a verifier is told; everything wrong with it is reported at once. */
import { type EnvironmentName, environments } from 'helseid-contract'
import type { JWTVerifyGetKey } from 'jose'
import { maxWait } from '../max-wait.ts'
import type { ReplayStore } from './replay-store.ts'

export interface TokenVerifierOptions {
  /** One of HelseID's environments; or give `issuer`. */
  readonly environment?: EnvironmentName
  /** Issuer, without a trailing slash: a twin's, for example. */
  readonly issuer?: string
  /** This API, and nothing else. */
  readonly audience: string
  /** Scopes of which the token must carry every one. */
  readonly scopes?: readonly string[]
  /**
   * Claims that the token must carry, by name (`claimNames` has HelseID's): `true` for any value, or the values of which it
   * must have one. User APIs ask for the person so: `{ [claimNames.pid]: true, [claimNames.securityLevel]: ['4'] }`.
   */
  readonly claims?: Readonly<Record<string, true | readonly string[]>>
  /** An endpoint takes DPoP or Bearer, never both (UP:validering_av_access_token). Default: `dpop`. */
  readonly scheme?: 'dpop' | 'bearer'
  /** Seconds by which clocks may differ. Default: 5. */
  readonly clockTolerance?: number
  /** Seconds for which a proof is fresh. Default: 60. */
  readonly proofLifetime?: number
  /** Seconds that the issuer has for its metadata and for its JWKS; after them the request is refused. Default: 5. */
  readonly timeout?: number
  /** Seconds for which the JWKS is kept; what cannot be had anew is used as long again. Default: 24 hours, as NHN asks. */
  readonly jwksLifetime?: number
  /** Seconds after fetching the JWKS in which an unknown `kid` does not have it fetched again. Default: 30. */
  readonly jwksCooldown?: number
  /** Remembers proofs; share one between the instances of an API. Default: this process's memory. */
  readonly replayStore?: ReplayStore
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** The clock by which proofs are judged, where it is another than that of tokens. Default: `now`. */
  readonly proofNow?: () => number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
  /** Finds the signing key, instead of the issuer's metadata and JWKS. */
  readonly jwks?: JWTVerifyGetKey
}

type Check = (value: never) => boolean

const isText: Check = (value: unknown) => typeof value === 'string' && value !== ''
const isFunction: Check = (value) => typeof value === 'function'
const isSeconds: Check = (value: unknown) => typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY

/** One check for each option, and what it must be. `undefined` is as good as leaving it out. */
const checks: Readonly<Record<keyof TokenVerifierOptions, readonly [Check, string]>> = {
  environment: [(name: string) => Object.hasOwn(environments, name), `one of ${Object.keys(environments).join(', ')}`],
  issuer: [isIssuer, 'an address without a slash at its end'],
  audience: [isText, 'the audience of this API'],
  scopes: [(scopes: unknown) => Array.isArray(scopes) && scopes.every(isText as never), 'an array with one scope each'],
  claims: [isClaims, 'true, or an array of values, by the name of the claim'],
  scheme: [(scheme: unknown) => scheme === 'dpop' || scheme === 'bearer', 'dpop or bearer'],
  clockTolerance: [isSeconds, 'a number of seconds'],
  proofLifetime: [isSeconds, 'a number of seconds'],
  timeout: [isWait, `a number of seconds, more than 0 and no more than ${maxWait}`],
  jwksCooldown: [isSeconds, 'a number of seconds'],
  jwksLifetime: [isSeconds, 'a number of seconds'],
  replayStore: [
    (store: { remember?: unknown }) => typeof store?.remember === 'function',
    'an object with the method remember',
  ],
  now: [isFunction, 'a function'],
  proofNow: [isFunction, 'a function'],
  fetch: [isFunction, 'a function'],
  jwks: [isFunction, 'a function'],
}

export function verifierProblems(options: TokenVerifierOptions): string[] {
  if (typeof options !== 'object' || options === null) return ['give an object of options']
  const { environment, issuer, audience } = options
  const problems = (environment === undefined) === (issuer === undefined) ? ['give either environment or issuer'] : []
  for (const [name, value] of Object.entries({ ...options, audience })) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof TokenVerifierOptions] : undefined
    if (check === undefined) problems.push(`unknown option ${name}`)
    else if ((value !== undefined || name === 'audience') && !check[0](value as never))
      problems.push(`${name} must be ${check[1]}`)
  }
  return problems
}

function isIssuer(issuer: unknown): boolean {
  return typeof issuer === 'string' && URL.canParse(issuer) && !issuer.endsWith('/')
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
