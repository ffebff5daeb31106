/** The rows of the table of cases that are scripted answers, which a twin gives only while a scenario is in use. */
import { cases } from 'helseid-contract/cases'
import { scenarios } from '../../scenarios/index.ts'
import type { CheckResult } from '../result.ts'

/** None is asked: no issuer gives them when it is asked for a token. */
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
        because: 'A twin answers so on purpose, while a scenario is in use: docs/scenarios.md.',
      })),
  )
}
