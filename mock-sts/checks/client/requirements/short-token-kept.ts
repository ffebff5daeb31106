/** A token of a minute is kept too. */
import type { Requirement } from '../requirement.ts'
import { tokenKept } from './token-kept.ts'

export const shortTokenKept: Requirement = {
  id: 'short-token-kept',
  requires: 'It keeps a token that is valid for a minute only, as some APIs have them',
  source: 'tokens of 60 s were seen on the test STS in August 2026',
  level: 'should',
  judge(seen) {
    const judged = tokenKept.judge(seen)
    if (judged.outcome !== 'broken') return judged
    return { ...judged, fix: 'Renew a token a few seconds before it runs out, not a minute' }
  },
}
