/** Turns the result of a contract interaction into a result of the check. */
import type { DriftRow } from 'helseid-contract/drift'
import type { CheckResult, Outcome } from '../result.ts'

const outcomes: Readonly<Record<DriftRow['outcome'], Outcome>> = {
  same: 'passed',
  differs: 'failed',
  learned: 'learned',
  'not reached': 'not reached',
}

export function driftResult(row: DriftRow): CheckResult {
  const { interaction, outcome, differences, because, answered, rule, status, source } = row
  const where = (at: string) => (answered === undefined ? at : `the answer ${answered}: ${at}`)
  return {
    id: interaction.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase(),
    group: 'contract',
    requires: interaction,
    outcome: outcomes[outcome],
    source: `${rule === undefined ? '' : `${rule}, `}${status}, ${source}`,
    findings: differences.map(({ at, expected, seen }) => ({ where: where(at), expected, seen })),
    ...(because !== undefined && { because }),
    ...(outcome === 'not reached' && { required: false }),
  }
}
