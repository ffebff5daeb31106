/** What a client is told, with every default; everything wrong with it is reported at once. */
import { type EnvironmentName, environments } from 'helseid-contract'
import type { ClientKeySource } from './key-sources.ts'

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
  /** The client's private key. */
  readonly key: ClientKeySource
  /** Seconds before its end at which a token is no longer handed out. Default: 5. */
  readonly renewBefore?: number
  /** Seconds that HelseID has for each answer. Default: 10. */
  readonly timeout?: number
  /** The clock, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface ClientConfig extends HelseIdClientOptions {
  readonly issuer: string
  readonly renewBefore: number
  readonly timeout: number
  readonly now: () => number
  readonly fetch: typeof fetch
}

export const defaults = { renewBefore: 5, timeout: 10 } as const

/** @throws {TypeError} saying everything that is wrong with the options */
export function resolveConfig(options: HelseIdClientOptions): ClientConfig {
  const problems = problemsOf(options)
  if (problems.length > 0) throw new TypeError(`createHelseIdClient: ${problems.join('; ')}`)
  const issuer = options.issuer ?? environments[options.environment as EnvironmentName].issuer
  // The global fetch is looked up at each call, so that a test can replace it.
  return { ...defaults, now: Date.now, fetch: (...args) => fetch(...args), ...options, issuer }
}

function problemsOf({
  environment,
  issuer,
  clientId,
  key,
  scopes,
  organization,
  renewBefore,
  timeout,
}: HelseIdClientOptions): string[] {
  const problems: string[] = []
  const names = Object.keys(environments)
  if ((environment === undefined) === (issuer === undefined))
    problems.push(`give either environment (${names.join(', ')}) or issuer`)
  if (environment !== undefined && !names.includes(environment))
    problems.push(`unknown environment "${environment}": use ${names.join(', ')}`)
  if (issuer !== undefined && !URL.canParse(issuer)) problems.push(`issuer "${issuer}" is no address`)
  if (issuer?.endsWith('/')) problems.push(`issuer "${issuer}" must not end with a slash`)
  if (typeof clientId !== 'string' || clientId === '')
    problems.push('clientId must be the id that HelseID gave the client')
  if (key === undefined || key === null)
    problems.push('key must be the client’s private key: a JWK, a PEM text or a CryptoKey with its kid')
  if (scopes?.some((scope) => typeof scope !== 'string' || /\s/.test(scope) || scope === ''))
    problems.push('scopes must be an array with one scope each')
  if (renewBefore !== undefined && !(renewBefore >= 0)) problems.push('renewBefore must be a number of seconds')
  if (timeout !== undefined && !(timeout > 0)) problems.push('timeout must be a number of seconds above 0')
  return [...problems, ...organizationProblems(organization)]
}

/** Also for the organisation of a single call. */
export function organizationProblems({ parent, child, sfmJournalId }: Organization = {}): string[] {
  const numbers = Object.entries({ parent, child }).filter(([, number]) => number !== undefined)
  const wrong = numbers.filter(([, number]) => !/^\d{9}$/.test(String(number)))
  const problems = wrong.map(([name, number]) => `organization.${name} must have nine digits, not "${number}"`)
  if (sfmJournalId !== undefined && !/^[0-9a-f-]{36}$/i.test(sfmJournalId))
    problems.push(`organization.sfmJournalId must be a UUID, not "${sfmJournalId}"`)
  return problems
}
