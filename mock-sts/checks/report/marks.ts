/** The symbol of each outcome in the table and on the web page. */
import type { Outcome } from '../result.ts'

export const marks: Readonly<Record<Outcome, string>> = {
  passed: '✓',
  failed: '✗',
  warned: '!',
  learned: '?',
  'not reached': '–',
}
