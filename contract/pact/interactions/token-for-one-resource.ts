/** A client of several APIs gets a token for the one that it names as `resource`. */
import { audienceOf } from '../../scopes.ts'
import { sourceOf } from '../../sources.ts'
import { exampleRights } from '../sts-client.ts'
import { tokenGiven } from '../token-exchange.ts'

const { scope, otherApiScope } = exampleRights

export const tokenForOneResource = tokenGiven({
  states: ['a client of two APIs', 'a nonce is known'],
  uponReceiving: 'a token request for scopes of two APIs and one of them as resource',
  evidence: {
    source: sourceOf('UP:token-endepunktet (resource); Duende DefaultResourceValidator'),
    status: 'confirmed',
  },
  scope: `${scope} ${otherApiScope}`,
  resource: audienceOf(scope) as string,
})
