/** Rules, and the three outcomes that evaluating one can have. */
import type { OAuthErrorCode } from './errors.ts'
import type { Facts } from './facts.ts'
import type { Json } from './json.ts'
import type { Place } from './place.ts'
import type { Recipe } from './recipe.ts'
import type { Source } from './sources.ts'

/**
 * How well a rule is known: `confirmed` by a primary source, `likely` by a secondary source or Duende's defaults,
 * `unknown` without evidence.
 */
export type Status = 'confirmed' | 'likely' | 'unknown'

/** What a broken rule means under a profile. */
export type Severity = 'reject' | 'warn' | 'off'

/** What a rule can depend on in addition to the request. Such a rule cannot be evaluated from the request alone. */
export const asksAbout = {
  registration: 'how the client or its API is registered',
  key: 'which registered key signed the assertion',
  memory: 'what the STS remembers about earlier requests',
} as const

export type Asks = keyof typeof asksAbout

/** HelseID's answer when the rule is broken; at the token endpoint, a JSON body with status 400. */
export interface Answer<Code extends string = OAuthErrorCode> {
  /** Where the error goes: into a JSON body, onto a page for the user, or to the client in a redirect. */
  readonly to: 'body' | 'page' | 'client'
  readonly error: Code
  /** `error_description`; omitted from the body when absent. */
  readonly description?: string | ((facts: Facts) => string)
}

export type Finding = Passed | Broken | NotEvaluated

export interface Passed {
  readonly outcome: 'passed'
}

export interface Broken {
  readonly outcome: 'broken'
  /** The offending member, if it differs from the rule's own `at`: a member of it, or another part of the request. */
  readonly at?: Place
  /** What HelseID requires, as a description or as the value itself. */
  readonly expected: string
  /** What the request has instead. */
  readonly seen: string
  /** What to change, with the corrected value if there is one. */
  readonly fix: string
  /** The correct value of the member at `at`, if exactly one exists. */
  readonly value?: Json
}

export interface NotEvaluated {
  readonly outcome: 'not evaluated'
  readonly because: string
}

/**
 * One requirement of HelseID for a token request.
 * @example
 * const rule = rules.find(({ id }) => id === 'aud-is-issuer')
 * expect(rule?.requires).toBe('The assertion’s `aud` is the issuer')
 * expect(rule?.answer).toEqual({ to: 'body', error: 'invalid_client' })
 */
export interface Rule<Code extends string = OAuthErrorCode> {
  /** The file's name, or a name that begins with that of its family. */
  readonly id: string
  /** What HelseID requires: one sentence, without a full stop. */
  readonly requires: string
  /** Where it was read. `url` is the first citation that can be opened. */
  readonly source: Source
  readonly status: Status
  /** The member that the rule checks, which is wrong when the rule is broken. */
  readonly at: Place
  /** What the rule checks if that is more than `at`, as text. */
  readonly looksAt?: string
  /** Ids of the rules that must pass before this one is evaluated. */
  readonly needs: readonly string[]
  /** What the rule depends on in addition to the request; absent if on nothing else. */
  readonly asks?: Asks
  readonly answer: Answer<Code>
  /** Pure and synchronous; independent of the severity. */
  readonly check: (facts: Facts) => Finding
  /** Requests that pass the rule and requests that break it, as changes to the reference request. */
  readonly examples: { readonly passing: readonly Recipe[]; readonly failing: readonly Recipe[] }
}

const passedFinding: Passed = Object.freeze({ outcome: 'passed' })

export function passed(): Passed {
  return passedFinding
}

/** A finding of a broken rule; an undefined `at` or `value` is omitted. */
export type Found = Omit<Broken, 'outcome' | 'at' | 'value'> & {
  readonly at?: Place | undefined
  readonly value?: Json | undefined
}

export function broken({ at, value, ...finding }: Found): Broken {
  return { outcome: 'broken', ...(at !== undefined && { at }), ...finding, ...(value !== undefined && { value }) }
}

/** For a rule that does not apply to the request, although all its `needs` passed. */
export function notEvaluated(because: string): NotEvaluated {
  return { outcome: 'not evaluated', because }
}

/** A JSON value as text for a verdict: `nothing` for undefined; cut, with its length, above 120 characters. */
export function format(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 100)}… (${text.length} characters)`
}
