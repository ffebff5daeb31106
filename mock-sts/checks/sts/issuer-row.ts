/** The common parts of these E rows of the table of cases: their description, and how findings become a result. */
import type { CheckResult, Finding } from '../result.ts'

export interface IssuerRow {
  readonly id: string
  readonly requires: string
  /** `choice`: this project's own choice, so an issuer that differs is not wrong. */
  readonly status: 'confirmed' | 'likely' | 'unknown' | 'choice'
  readonly source: string
}

function common({ id, requires, status, source }: IssuerRow) {
  return { id, group: 'metadata', requires, source: `case ${id} (${status}): ${source}` }
}

/** `startedAt` is a value of `performance.now()`. */
export function found(row: IssuerRow, findings: readonly Finding[], startedAt: number): CheckResult {
  const outcome = findings.length === 0 ? 'passed' : row.status === 'confirmed' ? 'failed' : 'learned'
  return { ...common(row), outcome, findings, seconds: (performance.now() - startedAt) / 1000 }
}

export function notReached(row: IssuerRow, because: string): CheckResult {
  return { ...common(row), outcome: 'not reached', findings: [], because }
}

/** Not reached, because it needs an option or another issuer: it then does not count. */
export function notRequired(row: IssuerRow, because: string): CheckResult {
  return { ...notReached(row, because), required: false }
}
