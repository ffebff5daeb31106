/** What the further E rows of the table of cases have in common: an identity, and how a result is made of what was found. */
import type { CheckResult, Finding } from '../result.ts'

export interface IssuerRow {
  readonly id: string
  readonly requires: string
  /** `choice`: the table chose it, so that no issuer is wrong that does otherwise. */
  readonly status: 'confirmed' | 'likely' | 'unknown' | 'choice'
  readonly source: string
}

function common({ id, requires, status, source }: IssuerRow) {
  return { id, group: 'metadata', requires, source: `case ${id} (${status}): ${source}` }
}

/** `startedAt` is in milliseconds, as `performance.now` has it. */
export function found(row: IssuerRow, findings: readonly Finding[], startedAt: number): CheckResult {
  const outcome = findings.length === 0 ? 'passed' : row.status === 'confirmed' ? 'failed' : 'learned'
  return { ...common(row), outcome, findings, seconds: (performance.now() - startedAt) / 1000 }
}

export function notReached(row: IssuerRow, because: string): CheckResult {
  return { ...common(row), outcome: 'not reached', findings: [], because }
}
