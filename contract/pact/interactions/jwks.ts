/** The keys that verify tokens: RSA, each with a `kid`. */
import { MatchersV3 } from '@pact-foundation/pact'
import { endpoints } from '../../endpoints.ts'
import { sourceOf } from '../../sources.ts'
import { exampleSigningKey } from '../example-keys.ts'
import { type Interaction, jsonContent, providers } from '../interaction.ts'

const { atLeastOneLike, equal, regex, string } = MatchersV3
const { kty, kid, n, e } = exampleSigningKey

export const jwks: Interaction = {
  provider: providers.sts,
  states: [],
  uponReceiving: 'a request for the signing keys',
  evidence: {
    source: sourceOf('recorded in HelseID.Library DiscoveryDocumentGetterTests.cs'),
    status: 'confirmed',
  },
  request: { method: 'GET', path: endpoints.jwks },
  response: {
    status: 200,
    headers: jsonContent,
    body: {
      keys: atLeastOneLike({ kty: equal(kty), kid: string(kid), n: regex('^[\\w-]{342,}$', n), e: string(e) }),
    },
  },
}
