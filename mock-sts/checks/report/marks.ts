/** The sign of each outcome, in every report that a person reads. */
import type { Outcome } from '../result.ts'

export const marks: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  warned: '!',
  learned: '?',
  'not reached': '–',
}
