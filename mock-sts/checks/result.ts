/** The results of a check, in one shape for clients, APIs and token services, and for every report. */

/**
 * `failed`: a "must" was not met. `warned`: a "should" was not met. `learned`: different from an expectation that has only weak evidence.
 * `not reached`: another failure prevented it, or something it needs was not provided.
 */
export const outcomes = ['passed', 'failed', 'warned', 'learned', 'not reached'] as const
export type Outcome = (typeof outcomes)[number]

export interface Finding {
  /** The run or request in which it was seen. */
  readonly where?: string
  readonly expected?: string
  readonly seen: string
  /** What to change. */
  readonly fix?: string
}

export interface CheckResult {
  /** Short and stable: baselines name it. */
  readonly id: string
  /** The heading it is listed under. */
  readonly group: string
  /** What is required, as a sentence. */
  readonly requires: string
  readonly outcome: Outcome
  /** The document or case that states the requirement. */
  readonly source: string
  /** What was seen and how to fix it; empty if the check passed. */
  readonly findings: readonly Finding[]
  /** Why it was not reached, as a sentence. */
  readonly because?: string
  /** Duration in seconds. */
  readonly seconds?: number
  /** True if an API accepted what it must refuse. */
  readonly letIn?: true
  /** True if a baseline expects this failure. */
  readonly expected?: boolean
}

export interface Report {
  readonly role: 'client' | 'api' | 'sts'
  /** What was checked: a command, a URL or an issuer. */
  readonly subject: string
  /** For example `profile next`. */
  readonly setting: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly results: readonly CheckResult[]
}

/** The number of results for each outcome. */
export function tally(results: readonly CheckResult[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>
}

/** The verdict on all results together. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  if (!hasPassed(results)) return 'failed'
  return isMostlyUnreached(results) ? 'passed, but most of it was not reached' : 'passed'
}

export type Verdict = 'passed' | 'passed, but most of it was not reached' | 'failed'

export function isMostlyUnreached(results: readonly CheckResult[]): boolean {
  return tally(results)['not reached'] > results.length / 2
}

/** False if something failed that no baseline expects. */
export function hasPassed(results: readonly CheckResult[]): boolean {
  return results.every(({ outcome, expected }) => outcome !== 'failed' || expected === true)
}
