/** Every row of the API check, described in one shape, in the order of the report. */
import type { Guard } from './advice.ts'
import { resultOf } from './judge-row.ts'
import { rows } from './rows.ts'
import { specialRows } from './special-rows.ts'

export interface DescribedRow {
  readonly id: string
  readonly group: string
  readonly requires: string
  readonly level: 'must' | 'should'
  /** What says so. */
  readonly source: string
  /** What permits other behaviour; for `should`. */
  readonly permits?: string
  /** What the API does not check if it accepts the request. */
  readonly guard?: Guard
}

const { controlAgain, challenge, ...keyRows } = specialRows

export const allRows: readonly DescribedRow[] = [
  ...rows.map((row) => ({ ...resultOf(row), ...(row.guard !== undefined && { guard: row.guard }) })),
  controlAgain,
  challenge,
  ...Object.values(keyRows),
]
