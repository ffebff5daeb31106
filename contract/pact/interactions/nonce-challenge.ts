/** A proof without a nonce is challenged with one. */
import { MatchersV3 } from '@pact-foundation/pact'
import { noncePresent } from '../../rules/nonce-present.ts'
import { tokenRefused } from '../token-exchange.ts'

export const nonceChallenge = tokenRefused({
  states: ['a client'],
  uponReceiving: 'a token request without a nonce',
  evidence: noncePresent,
  error: 'use_dpop_nonce',
  headers: { 'DPoP-Nonce': MatchersV3.regex('^\\S+$', 'CfDJ8A') },
})
