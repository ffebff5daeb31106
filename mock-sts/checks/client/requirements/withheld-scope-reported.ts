/** A withheld scope is noticed. */

import { tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const withheldScopeReported: Requirement = {
  id: 'withheld-scope-reported',
  requires: 'It reports a scope that HelseID withholds as rejected_scope',
  source: 'HelseID.Library, token_requests.md (rejected_scope); RFC 6749 5.1 (scope)',
  level: 'must',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('It got no token.')
    if (seen.ended === 'unknown') return notReached('What it says is not seen here.')
    const withheld = seen.settings.scope.split(' ').slice(1)
    if (seen.exitCode !== 0 || withheld.some((scope) => seen.output.includes(scope))) return met
    return broken({
      expected: `${withheld.join(' ')} in what it prints, or an exit code other than 0`,
      seen: 'exit code 0, and not a word of it',
      fix: 'Compare scope of the token answer with what was asked for, and report rejected_scope to whoever runs the client',
    })
  },
}
