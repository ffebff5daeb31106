/** The client refuses metadata of another issuer. */

import { requestsTo } from '../observation.ts'
import { broken, met, notRequired, type Requirement } from '../requirement.ts'

export const foreignMetadataRefused: Requirement = {
  id: 'foreign-metadata-refused',
  requires: 'It refuses metadata whose issuer is not the configured one',
  source: 'RFC 8414 3.3; OpenID Connect Discovery 4.3',
  level: 'must',
  judge(seen) {
    if (requestsTo(seen, 'metadata').length === 0) return notRequired('The client did not fetch the metadata.')
    const sent = requestsTo(seen, 'token').length
    if (sent === 0) return met
    return broken({
      expected: 'no token request, and a reported failure',
      seen: `${sent} token request${sent === 1 ? '' : 's'}`,
      fix: 'Compare issuer in the metadata with the configured issuer, character by character',
    })
  },
}
