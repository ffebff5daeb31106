/** The client reports a withheld scope. */

import { tokensIssued } from '../observation.ts'
import { broken, met, notReached, notRequired, type Requirement } from '../requirement.ts'

export const withheldScopeReported: Requirement = {
  id: 'withheld-scope-reported',
  requires: 'It reports a scope that HelseID withholds in rejected_scope',
  source: 'HelseID.Library, token_requests.md (rejected_scope); RFC 6749 5.1 (scope)',
  level: 'should',
  isHarmless: true,
  permits:
    'RFC 6749 5.1: the scope in the answer is for the client to use or ignore; HelseID withholds scopes from multi-tenant clients only',
  mustFor: 'multi-tenant',
  judge(seen) {
    if (tokensIssued(seen).length === 0) return notReached('The client got no token.')
    if (seen.ended === 'unknown')
      return notRequired('The output of a client that was started separately is not visible.')
    const withheld = seen.settings.scope.split(' ').slice(1)
    if (seen.exitCode !== 0 || withheld.some((scope) => seen.output.includes(scope))) return met
    return broken({
      expected: `${withheld.join(' ')} in the output, or an exit code other than 0`,
      seen: 'exit code 0, and no mention of it in the output',
      fix: 'Compare scope in the token response with the requested scopes, and report rejected_scope in the output',
    })
  },
}
