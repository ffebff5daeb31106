/** An API that requires its own nonce. */
import { MatchersV3 } from '@pact-foundation/pact'
import { sourceOf } from '../../sources.ts'
import { callRefused } from '../protected-call.ts'

export const apiNonceChallenge = callRefused({
  token: 'api-nonce-challenge',
  uponReceiving: 'a call without the API’s nonce',
  error: 'use_dpop_nonce',
  evidence: {
    source: sourceOf('RFC 9449 9; no API of NHN is known to require it'),
    status: 'unknown',
  },
  headers: { 'DPoP-Nonce': MatchersV3.regex('^\\S+$', 'CfDJ8A') },
})
