/** What a rule is, and the three things it can find. */
import type { OAuthErrorCode } from './errors.ts'
import type { Facts } from './facts.ts'
import type { Recipe } from './recipe.ts'

/** How sure a rule is: primary source, secondary source or product default, or no evidence (helseid.md, marks). */
export type Status = 'confirmed' | 'likely' | 'unknown'

/** What a broken rule means under a profile. */
export type Severity = 'reject' | 'warn' | 'off'

/** The answer that HelseID gives when the rule is broken, always with status 400. */
export interface Answer {
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
  /** What HelseID wants to see, in words or as the very value. */
  readonly expected: string
  /** What the request has instead. */
  readonly seen: string
  /** What to change, with the corrected value where there is one. */
  readonly mend: string
}

export interface NotEvaluated {
  readonly outcome: 'not evaluated'
  readonly because: string
}

export interface Rule {
  /** The file's name; the same everywhere. */
  readonly id: string
  /** One sentence: what HelseID demands. */
  readonly demands: string
  /** `url` only where somebody opened it; otherwise the citation as helseid.md or cases.md gives it. */
  readonly source: { readonly cite: string; readonly url?: string }
  readonly status: Status
  /** Rules that must have passed before this one can be asked. */
  readonly needs: readonly string[]
  readonly answer: Answer
  /** Pure and synchronous; never chooses its severity. */
  readonly check: (facts: Facts) => Finding
  /** Requests that keep the rule, and requests that break it, as changes to the reference request. */
  readonly examples: { readonly passing: readonly Recipe[]; readonly failing: readonly Recipe[] }
}

const passedFinding: Passed = { outcome: 'passed' }

export function passed(): Passed {
  return passedFinding
}

export function broken(finding: Omit<Broken, 'outcome'>): Broken {
  return { outcome: 'broken', ...finding }
}

/** For a rule that does not apply to the request, though all its `needs` are met. */
export function notEvaluated(because: string): NotEvaluated {
  return { outcome: 'not evaluated', because }
}

/** A JSON value, or its absence, as a verdict shows it: whole up to 120 characters, then cut with its length. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 100)}… (${text.length} characters)`
}
