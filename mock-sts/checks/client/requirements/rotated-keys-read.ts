/** HelseID's new signing key is accepted. */

import { header, requestsTo, tokensIssued } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const rotatedKeysRead: Requirement = {
  id: 'rotated-keys-read',
  requires: 'It goes on when HelseID has changed its signing key, and reads the JWKS again if it looks at signatures',
  source: 'OpenID Connect Core 10.1.1',
  level: 'must',
  judge(seen) {
    if (seen.newKid === undefined || tokensIssued(seen).length < 2)
      return notReached('It asked for no token after the change.')
    if (requestsTo(seen, 'api').some((call) => kidOf(header(call, 'authorization')) === seen.newKid)) return met
    return broken({
      expected: 'a call to the API with the token that the new key has signed',
      seen: `${requestsTo(seen, 'jwks').length} requests for the JWKS, and no such call`,
      fix: 'Read the JWKS again when a kid is not in it; a client need not verify access tokens at all, for they are the API’s',
    })
  },
}

function kidOf(authorization = ''): string | undefined {
  const [head = ''] = authorization.slice(authorization.indexOf(' ') + 1).split('.')
  try {
    return JSON.parse(Buffer.from(head, 'base64url').toString('utf8')).kid
  } catch {
    // No JWT, so none of HelseID's tokens.
    return undefined
  }
}
