/** The client accepts HelseID's new signing key. */

import { header, requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const rotatedKeysRead: Requirement = {
  id: 'rotated-keys-read',
  requires:
    'It keeps working after HelseID changes its signing key, and fetches the JWKS again if it verifies signatures',
  source: 'OpenID Connect Core 10.1.1',
  level: 'must',
  judge(seen) {
    if (seen.newKid === undefined || tokensIssued(seen).length < 2)
      return notReached('The client did not request a token after the change.')
    if (requestsTo(seen, 'api').some((call) => kidOf(header(call, 'authorization')) === seen.newKid)) return met
    return broken({
      expected: 'a call to the API with a token that is signed by the new key',
      seen: `${requestsTo(seen, 'jwks').length} requests for the JWKS, but no such call`,
      fix: 'Fetch the JWKS again when a kid is not in it. A client does not have to verify access tokens at all, because they are meant for the API',
    })
  },
}

function kidOf(authorization = ''): string | undefined {
  const [head = ''] = authorization.slice(authorization.indexOf(' ') + 1).split('.')
  try {
    return JSON.parse(Buffer.from(head, 'base64url').toString('utf8')).kid
  } catch {
    // Not a JWT, so not a HelseID token.
    return undefined
  }
}
