/** A scope whose terms of use are not accepted is missing in the token and named in `rejected_scope`. */
import { MatchersV3 } from '@pact-foundation/pact'
import { termsAccepted } from '../../rules/terms-accepted.ts'
import { exampleRights } from '../sts-client.ts'
import { tokenGiven } from '../token-exchange.ts'

const { scope, otherApiScope } = exampleRights

export const tokenWithoutRejectedScope = tokenGiven({
  states: ['a client of two APIs whose organisation has accepted the terms of one', 'a nonce is known'],
  uponReceiving: 'a token request for two scopes, one without accepted terms',
  evidence: termsAccepted,
  scope: `${scope} ${otherApiScope}`,
  more: { rejected_scope: MatchersV3.string(otherApiScope) },
})
