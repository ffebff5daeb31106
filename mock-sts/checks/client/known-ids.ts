/** The ids that a result of the client check can have, whichever of them a run reports. */
import { rules } from 'helseid-contract/rules'
import { refusalCodes } from './refusal-fixes.ts'
import { requirements, trials } from './trials.ts'

export const clientCheckIds: readonly string[] = [
  ...trials.map(({ name }) => name),
  ...[...requirements, ...rules].map(({ id }) => id),
  ...refusalCodes.map((code) => `api-${code}`),
  ...['rules', 'api-requests'],
]
