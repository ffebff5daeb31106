/** What a rule is, and the three things it can find. */
import type { OAuthErrorCode } from './errors.ts'
import type { Facts } from './facts.ts'
import type { Json } from './json.ts'
import type { Place } from './place.ts'
import type { Recipe } from './recipe.ts'
import type { Source } from './sources.ts'

/** How sure a rule is: primary source, secondary source or product default, or no evidence (helseid.md, marks). */
export type Status = 'confirmed' | 'likely' | 'unknown'

/** What a broken rule means under a profile. */
export type Severity = 'reject' | 'warn' | 'off'

/** What a rule can ask besides the request. Someone who has the request alone cannot ask such a rule. */
export const asksAbout = {
  registration: 'how the client or its API is registered',
  key: 'which registered key signed the assertion',
  memory: 'what the STS remembers of earlier requests',
} as const

export type Asks = keyof typeof asksAbout

/** The answer that HelseID gives when the rule is broken, with status 400 in a body. */
export interface Answer {
  /** Where the error goes: into a JSON body, onto a page for the user, or to the client by a redirect. */
  readonly to: 'body' | 'page' | 'client'
  readonly error: OAuthErrorCode
  /** `error_description`; left out of the body when absent. */
  readonly description?: string | ((facts: Facts) => string)
}

export type Finding = Passed | Broken | NotEvaluated

export interface Passed {
  readonly outcome: 'passed'
}

export interface Broken {
  readonly outcome: 'broken'
  /** The offending member, where it is not the rule's own `at`: a member of that, or another part of the request. */
  readonly at?: Place
  /** What HelseID wants to see, in words or as the very value. */
  readonly expected: string
  /** What the request has instead. */
  readonly seen: string
  /** What to change, with the corrected value where there is one. */
  readonly fix: string
  /** The right value of the member at `at`, where exactly one exists. */
  readonly value?: Json
}

export interface NotEvaluated {
  readonly outcome: 'not evaluated'
  readonly because: string
}

export interface Rule {
  /** The file's name, or that of its family and something after it; the same everywhere. */
  readonly id: string
  /** One sentence: what HelseID requires. */
  readonly requires: string
  /** Where it was read. `url` is the first citation that can be opened. */
  readonly source: Source
  readonly status: Status
  /** Where it looks: the member that offends when the rule is broken. */
  readonly at: Place
  /** Rules that must have passed before this one can be asked. */
  readonly needs: readonly string[]
  /** Absent for a rule that asks the request alone. */
  readonly asks?: Asks
  readonly answer: Answer
  /** Pure and synchronous; never chooses its severity. */
  readonly check: (facts: Facts) => Finding
  /** Requests that keep the rule, and requests that break it, as changes to the reference request. */
  readonly examples: { readonly passing: readonly Recipe[]; readonly failing: readonly Recipe[] }
}

const passedFinding: Passed = Object.freeze({ outcome: 'passed' })

export function passed(): Passed {
  return passedFinding
}

/** What a broken rule found; `at` and `value` may be undefined, and are then left out. */
export type Found = Omit<Broken, 'outcome' | 'at' | 'value'> & {
  readonly at?: Place | undefined
  readonly value?: Json | undefined
}

export function broken({ at, value, ...finding }: Found): Broken {
  return { outcome: 'broken', ...(at !== undefined && { at }), ...finding, ...(value !== undefined && { value }) }
}

/** For a rule that does not apply to the request, though all its `needs` are met. */
export function notEvaluated(because: string): NotEvaluated {
  return { outcome: 'not evaluated', because }
}

/** A JSON value, or its absence, as a verdict shows it: whole up to 120 characters, then cut with its length. */
export function format(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 100)}… (${text.length} characters)`
}
