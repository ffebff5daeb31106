/** Metadata is read once. */

import { requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const metadataKept: Requirement = {
  id: 'metadata-kept',
  requires: 'It reads HelseID’s metadata, once, and keeps it',
  source: 'UP:funksjonelle_krav (FK2)',
  level: 'should',
  judge(seen) {
    const read = requestsTo(seen, 'metadata').length
    if (read === 1) return met
    if (seen.requests.length === 0) return notReached('It sent nothing.')
    return broken({
      expected: 'one request for the metadata',
      seen: read === 0 ? 'none: the addresses are written into the client' : `${read} requests`,
      fix:
        read === 0
          ? 'Read the token endpoint from <issuer>/.well-known/openid-configuration'
          : 'Keep the metadata, for 24 hours as NHN advises',
    })
  },
}
