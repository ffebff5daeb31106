/** What came of a check: the same for clients, APIs and token services, and for every report. */

/**
 * `failed`: what must be was not. `warned`: what should be was not. `learned`: other than expected, where the expectation stands on weak
 * grounds. `not reached`: something else was in the way, or nobody gave what it takes.
 */
export const outcomes = ['passed', 'failed', 'warned', 'learned', 'not reached'] as const
export type Outcome = (typeof outcomes)[number]

export interface Finding {
  /** In which run or request it was seen. */
  readonly where?: string
  readonly expected?: string
  readonly seen: string
  /** What to change. */
  readonly fix?: string
}

export interface CheckResult {
  /** Short and stable: baselines name it. */
  readonly id: string
  /** What it belongs to, as a heading. */
  readonly group: string
  /** What is required, as a sentence. */
  readonly requires: string
  readonly outcome: Outcome
  /** Where the requirement stands. */
  readonly source: string
  /** What was seen, and how to fix it; empty for a check that passed. */
  readonly findings: readonly Finding[]
  /** Why it was not reached, as a sentence. */
  readonly because?: string
  /** How long it took. */
  readonly seconds?: number
  /** True where an API let in what it must refuse. */
  readonly letIn?: true
  /** True where a baseline says that it fails. */
  readonly expected?: boolean
}

export interface Report {
  readonly role: 'client' | 'api' | 'sts'
  /** What was checked: a command, an address, an issuer. */
  readonly subject: string
  /** For example `profile next`. */
  readonly setting: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly results: readonly CheckResult[]
}

/** How many results have each outcome. */
export function tally(results: readonly CheckResult[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>
}

/** What is said of all of them together. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  if (!isWell(results)) return 'not well'
  return isMostlyUnreached(results) ? 'all is well as far as it was reached' : 'all is well'
}

export type Verdict = 'all is well' | 'all is well as far as it was reached' | 'not well'

export function isMostlyUnreached(results: readonly CheckResult[]): boolean {
  return tally(results)['not reached'] > results.length / 2
}

/** False where something failed that no baseline expects. */
export function isWell(results: readonly CheckResult[]): boolean {
  return results.every(({ outcome, expected }) => outcome !== 'failed' || expected === true)
}
