/** The names of the scenarios of one use. */
import { t } from '../../words.ts'

/** The names in turn, and where a request is left unchanged. */
export function namesOf(sequence: readonly (string | null)[]): string {
  return sequence.map((name) => name ?? t('scenarios.sequence.pass')).join(' → ')
}
