/** The common parts of calls to a protected API: the bound token, its proof, and the challenge of a rejection. */
import { MatchersV3 } from '@pact-foundation/pact'
import type { JsonObject } from '../json.ts'
import { sourceOf } from '../sources.ts'
import { type Evidence, exampleJwt, type Interaction, jwt, jwtPattern, providers } from './interaction.ts'
import { tokenState } from './state-map.ts'

const { regex } = MatchersV3

/** Token and proof: any compact JWTs. */
export const boundToken = {
  Authorization: regex(`^DPoP ${jwtPattern.slice(1)}`, `DPoP ${exampleJwt}`),
  DPoP: jwt,
} as const

/** The status of each error code. https://www.rfc-editor.org/rfc/rfc9449#section-7.1 */
const statusOf = { invalid_token: 401, invalid_dpop_proof: 401, use_dpop_nonce: 401, insufficient_scope: 403 } as const

interface RefusedCall {
  /** A scenario of tokens or of the API, or options for minting the token. */
  readonly token: string | JsonObject
  readonly uponReceiving: string
  readonly error: keyof typeof statusOf
  readonly evidence: Evidence
  readonly headers?: NonNullable<Interaction['response']['headers']>
}

/** The API gives the reason in `WWW-Authenticate`, of which the client reads the scheme and the error code. */
export function callRefused({ token, uponReceiving, error, evidence, headers }: RefusedCall): Interaction {
  return {
    provider: providers.api,
    states: [typeof token === 'string' ? token : [tokenState, token]],
    uponReceiving,
    evidence,
    request: { method: 'GET', path: '/hello', headers: boundToken },
    response: {
      status: statusOf[error],
      headers: {
        'WWW-Authenticate': regex(`^DPoP .*error="${error}".*$`, `DPoP error="${error}", algs="ES256 PS256"`),
        ...headers,
      },
    },
  }
}

/** The RFCs define how an API rejects a call; NHN's APIs differ from each other. */
export const bearerRefusal: Evidence = {
  source: sourceOf('RFC 6750 3.1; RFC 9449 7.1'),
  status: 'likely',
}
