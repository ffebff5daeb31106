/** The family of rules that reject an assertion with an `nbf` in the future. */
import { checkAhead } from '../ahead.ts'
import { family } from '../family.ts'
import { limits } from '../limits.ts'
import { sourceOf } from '../sources.ts'

export const nbfAhead = family(
  {
    '300s': {
      id: 'nbf-ahead-300s',
      seconds: limits.clockSkew,
      requires: 'The assertion’s `nbf` is at most 300 s ahead of the clock',
      source: sourceOf('Duende JwtValidationClockSkew; Microsoft.IdentityModel'),
      status: 'likely',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { nbf: { $now: 310 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
      },
    },
    '60s': {
      id: 'nbf-ahead-60s',
      seconds: limits.clockSkewFapi,
      requires: 'The assertion’s `nbf` is at most 60 s ahead of the clock',
      source: sourceOf('FAPI 2.0 5.3.2.1; conformance suite (nbf-over-60-fails)'),
      status: 'likely',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { nbf: { $now: 70 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
      },
    },
    '10s': {
      id: 'nbf-ahead',
      seconds: limits.nbfAheadSilent,
      requires: 'The assertion’s `nbf` is at most 10 s ahead of the clock',
      source: sourceOf('FAPI 2.0 5.3.2.1'),
      status: 'likely',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { nbf: { $now: 20 } } } }, { assertion: { claims: { nbf: { $nowMs: 0 } } } }],
      },
    },
  },
  { at: 'assertion.claims.nbf', needs: ['nbf-readable'], answer: { to: 'body', error: 'invalid_client' } },
  ({ seconds }) => checkAhead('nbf', seconds),
)
