/** What is wrong with a verifier's options. */
import { environments } from 'helseid-contract'
import { longestWait } from '../longest-wait.ts'
import type { TokenVerifierOptions } from '../verifier.ts'

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
  timeout: [isWait, `a number of seconds, more than 0 and no more than ${longestWait}`],
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
  return typeof value === 'number' && value > 0 && value <= longestWait
}

function isClaims(claims: unknown): boolean {
  if (typeof claims !== 'object' || claims === null) return false
  return Object.values(claims).every(
    (values) => values === true || (Array.isArray(values) && values.every(isText as never)),
  )
}
