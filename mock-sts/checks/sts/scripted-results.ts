/** The rows of the table of cases that are scripted answers, which a twin gives only while a scenario is active. */
import { cases } from 'helseid-contract/cases'
import { scenarios } from '../../scenarios/index.ts'
import type { CheckResult } from '../result.ts'

/** Always not reached: no issuer gives these answers to an ordinary token request. */
export function scriptedResults(): readonly CheckResult[] {
  const sendable = new Set(cases.map(({ id }) => id))
  return scenarios.flatMap(({ name, happens, cases: rows = [] }) =>
    rows
      .filter((id) => /^[ABC]/.test(id) && !sendable.has(id))
      .map((id) => ({
        id,
        group: 'cases',
        requires: `${name}: ${happens}`,
        outcome: 'not reached',
        source: `case ${id}: contract/cases`,
        findings: [],
        required: false,
        because: 'Only a twin with an active scenario gives this answer: docs/scenarios.md.',
      })),
  )
}
