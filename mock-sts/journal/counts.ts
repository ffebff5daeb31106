/** Counts the requests of one twin or session by outcome, and the rules that they broke. */
import type { Severity } from 'helseid-contract/rules'
import type { JournalEntry } from './journal.ts'
import { faultsOf, type Outcome, outcomeOf, outcomes } from './outcome.ts'

export interface Counts {
  count(entry: JournalEntry): void
  /** Number of requests since the start or the last reset, also of those that the journal has dropped. */
  readonly requests: number
  readonly byOutcome: Readonly<Record<Outcome, number>>
  /** The rules that most requests broke, the most broken first. */
  brokenOften(max: number): readonly BrokenCount[]
  reset(): void
}

export interface BrokenCount {
  readonly id: string
  readonly severity: Severity
  readonly requests: number
}

export function createCounts(): Counts {
  let byOutcome = none()
  let requests = 0
  // There are as many keys as rules, times the severities.
  let broken = new Map<string, { id: string; severity: Severity; requests: number }>()
  return {
    count(entry) {
      const outcome = outcomeOf(entry)
      requests += 1
      byOutcome[outcome] += 1
      for (const { id, severity } of faultsOf(entry)) {
        const key = `${id} ${severity}`
        const known = broken.get(key)
        if (known === undefined) broken.set(key, { id, severity, requests: 1 })
        else known.requests += 1
      }
    },
    get requests() {
      return requests
    },
    get byOutcome() {
      return byOutcome
    },
    brokenOften: (max) => [...broken.values()].sort((a, b) => b.requests - a.requests).slice(0, max),
    reset() {
      byOutcome = none()
      requests = 0
      broken = new Map()
    },
  }
}

function none(): Record<Outcome, number> {
  return Object.fromEntries(outcomes.map((outcome) => [outcome, 0])) as Record<Outcome, number>
}
