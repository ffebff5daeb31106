/** What was found out about an issuer, as a person reads it. */
import type { DriftOutcome, DriftRow } from 'helseid-contract/drift'

const marks: Readonly<Record<DriftOutcome, string>> = { same: '✓', differs: '✗', learned: '?', 'not reached': '–' }

export function driftText({
  interaction,
  outcome,
  differences,
  because,
  answered,
  rule,
  status,
  source,
}: DriftRow): string {
  const head = `${marks[outcome]} ${interaction}${outcome === 'same' ? '' : `: ${outcome}`}`
  if (because !== undefined) return `${head}. ${because}`
  if (differences.length === 0) return head
  const width = Math.max(...differences.map(({ at }) => at.length))
  return [
    head,
    ...differences.map(({ at, expected, seen }) => `    ${at.padEnd(width)}  expected ${expected}, seen ${seen}`),
    ...(answered === undefined ? [] : [`    it answered ${answered}`]),
    `    the contract: ${rule === undefined ? '' : `${rule}, `}${status}, ${source}`,
  ].join('\n')
}

export function driftSummary(rows: readonly DriftRow[]): string {
  const count = (outcome: DriftOutcome) => rows.filter((row) => row.outcome === outcome).length
  const learned = count('learned')
  return [
    `${count('same')} as the contract says, ${count('differs')} differ, ${learned} learned, ${count('not reached')} not reached`,
    ...(learned > 0 ? ['Learned: where the contract is not sure, and may have to follow this issuer.'] : []),
  ].join('\n')
}
