/** The family of rules that reject an assertion with an `iat` in the future. */
import { checkAhead } from '../ahead.ts'
import { family } from '../family.ts'
import { limits } from '../limits.ts'
import { sourceOf } from '../sources.ts'

export const iatAhead = family(
  {
    '300s': {
      id: 'iat-ahead-300s',
      seconds: limits.clockSkew,
      requires: 'The assertion’s `iat` is at most 300 s ahead of the clock',
      source: sourceOf('UP:bruk_av_client_assertion requires `iat`; Duende never reads it'),
      status: 'likely',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { iat: { $now: 310 } } } }, { assertion: { claims: { iat: { $nowMs: 0 } } } }],
      },
    },
    '60s': {
      id: 'iat-ahead-60s',
      seconds: limits.clockSkewFapi,
      requires: 'The assertion’s `iat` is at most 60 s ahead of the clock',
      source: sourceOf('FAPI 2.0 5.3.2.1'),
      status: 'likely',
      examples: {
        passing: [{}],
        failing: [{ assertion: { claims: { iat: { $now: 70 } } } }, { assertion: { claims: { iat: { $nowMs: 0 } } } }],
      },
    },
  },
  { at: 'assertion.claims.iat', needs: ['iat-readable'], answer: { to: 'body', error: 'invalid_client' } },
  ({ seconds }) => checkAhead('iat', seconds),
)
