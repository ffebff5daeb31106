/** The rows of the API check that are not one request with one fault: what they require, and what says so. */
import type { Binding } from './row.ts'

export type SpecialRow = Binding & { readonly id: string; readonly group: string; readonly requires: string }

const portal = 'UP:validering_av_access_token'

export const specialRows = {
  controlAgain: {
    id: 'D33-again',
    group: 'control',
    requires: 'valid token and proof, after all other rows: succeeds',
    level: 'must',
    source: portal,
  },
  challenge: {
    id: 'www-authenticate',
    group: 'tokens',
    requires: 'Every 401 says in WWW-Authenticate what is wrong, and names DPoP if the API takes DPoP',
    level: 'should',
    source: 'RFC 9449 7.1; RFC 6750 3',
    permits: 'NHN’s products, which differ: a client can see from the status that the token was refused',
  },
  newKey: {
    id: 'D27',
    group: 'keys',
    requires: 'A new key is published and used: succeeds within 60 s (the API fetches the JWKS again)',
    level: 'must',
    source: 'OpenID Connect Core 10.1.1',
  },
  removedKey: {
    id: 'D28',
    group: 'keys',
    requires: 'A key is removed from the JWKS: answers 401 after the API’s cache time (the API fetches the JWKS again)',
    level: 'must',
    source: portal,
  },
  keysUnavailable: {
    id: 'D29',
    group: 'keys',
    requires: 'Started while the JWKS is unavailable: refuses within 10 s, and succeeds once the JWKS is available',
    level: 'must',
    source: 'case D29: fail closed',
  },
  otherMetadata: {
    id: 'D30',
    group: 'keys',
    requires: 'Started while the metadata names another issuer: does not succeed',
    level: 'must',
    source: 'RFC 8414 3.3',
  },
} as const satisfies Readonly<Record<string, SpecialRow>>
