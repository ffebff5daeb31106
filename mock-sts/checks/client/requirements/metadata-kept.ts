/** The client fetches the metadata once. */

import { requestsTo } from '../observation.ts'
import { broken, met, notReached, type Requirement } from '../requirement.ts'

export const metadataKept: Requirement = {
  id: 'metadata-kept',
  requires: 'It fetches HelseID’s metadata once and caches it',
  source: 'UP:funksjonelle_krav (FK2)',
  level: 'should',
  isHarmless: true,
  permits: 'UP:funksjonelle_krav (FK2): it is a recommendation',
  judge(seen) {
    const read = requestsTo(seen, 'metadata').length
    if (read === 1) return met
    if (seen.requests.length === 0) return notReached('The client sent no requests.')
    return broken({
      expected: 'one request for the metadata',
      seen: read === 0 ? 'none: the client has hard-coded endpoints' : `${read} requests`,
      fix:
        read === 0
          ? 'Read the token endpoint from <issuer>/.well-known/openid-configuration'
          : 'Cache the metadata; NHN recommends 24 hours',
    })
  },
}
