/** The results of a check, in one shape for clients, APIs and token services, and for every report. */

/**
 * `failed`: a "must" was not met. `warned`: a "should" was not met. `learned`: different from an expectation that has only weak evidence.
 * `not reached`: another failure prevented it, or something it needs was not given.
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
  /** `should`: any other behaviour is only a warning. */
  readonly level?: 'must' | 'should'
  /** What permits other behaviour, which is then only a warning. */
  readonly permits?: string
  /** What was seen and how to fix it; empty if the check passed. */
  readonly findings: readonly Finding[]
  /** Why it was not reached, as a sentence. */
  readonly because?: string
  /** False if it was not reached because it needs an option or a second party that was not given: it then does not count. */
  readonly required?: false
  /** Duration in seconds. */
  readonly seconds?: number
  /** True if an API accepted what it must refuse. */
  readonly letIn?: true
  /** True if a baseline expects that it fails or is not reached. */
  readonly expected?: boolean
}

export interface Report {
  readonly role: 'client' | 'api' | 'sts'
  /** What was checked: a command, a URL or an issuer. */
  readonly subject: string
  /** For example `profile next`. */
  readonly setting: string
  /** The profile of the rules; absent for an API, which has none. */
  readonly profile?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly seconds: number
  readonly results: readonly CheckResult[]
}

/** What `--json` says about all results together. */
export interface Summary {
  readonly verdict: Verdict
  readonly exitCode: number
  /** Absent for an API. */
  readonly profile?: string
  readonly counts: Readonly<Record<Outcome, number>>
}

/** The number of results for each outcome. */
export function tally(results: readonly CheckResult[]): Record<Outcome, number> {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length
  return Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])) as Record<Outcome, number>
}

/** The verdict on all results together. */
export function verdictOf(results: readonly CheckResult[]): Verdict {
  if (results.some(({ outcome, expected }) => outcome === 'failed' && expected !== true)) return 'failed'
  if (results.some(isMissed)) return 'incomplete'
  return isMostlyUnreached(results) ? 'passed, but most of it was not reached' : 'passed'
}

/** `incomplete`: nothing failed, but a check was not reached although the given options should reach it. */
export type Verdict = 'passed' | 'passed, but most of it was not reached' | 'incomplete' | 'failed'

/** True if it was not reached, although the given options should reach it and no baseline expects otherwise. */
export function isMissed({ outcome, required, expected }: CheckResult): boolean {
  return outcome === 'not reached' && required !== false && expected !== true
}

export function isMostlyUnreached(results: readonly CheckResult[]): boolean {
  return tally(results)['not reached'] > results.length / 2
}
