/** The client also caches a token that is valid for one minute. */
import type { Requirement } from '../requirement.ts'
import { tokenKept } from './token-kept.ts'

export const shortTokenKept: Requirement = {
  id: 'short-token-kept',
  requires: 'It also caches a token that is valid for only one minute, as the tokens of some APIs are',
  source: 'tokens of 60 s were seen on the test STS in August 2026',
  level: 'should',
  isHarmless: true,
  permits: 'UP:funksjonelle_krav (FK3): it leaves the margin before the end of a token to the client',
  judge(seen) {
    const judged = tokenKept.judge(seen)
    if (judged.outcome !== 'broken') return judged
    return { ...judged, fix: 'Renew a token a few seconds before it expires, not a minute' }
  },
}
