/** Composes all access tokens in HelseID's exact form: issued, minted and test-token service tokens. */
import { accessTokenAlgorithm } from 'helseid-contract'
import type { SigningKey } from '../keys/signing-keys.ts'
import { inRecordedOrder } from './claim-order.ts'
import { clientClaims } from './client-claims.ts'
import type { Grant } from './grant.ts'
import type { TokenDraft } from './token-draft.ts'

/** The values that are unique to one token. */
export interface TokenStamp {
  /** In epoch seconds. */
  readonly now: number
  /** 32 upper-case hex digits. */
  readonly jti: string
}

export function accessTokenDraft(key: SigningKey, grant: Grant, stamp: TokenStamp): TokenDraft {
  return { header: accessTokenHeader(key, grant), claims: accessTokenClaims(grant, stamp) }
}

function accessTokenClaims(grant: Grant, { now, jti }: TokenStamp): Record<string, unknown> {
  const { apis, jkt } = grant
  const audiences = apis.map(({ audience }) => audience)
  return inRecordedOrder({
    iss: grant.issuer,
    nbf: now,
    iat: now,
    exp: now + grant.lifetime,
    aud: audiences.length === 1 ? audiences[0] : audiences,
    ...(jkt !== undefined && { cnf: { jkt } }),
    scope: grant.scopes,
    client_id: grant.client.facts.clientId,
    ...clientClaims(grant),
    jti,
  })
}

/** Header members in the recorded order. */
function accessTokenHeader(key: SigningKey, grant: Grant): Record<string, unknown> {
  return { alg: accessTokenAlgorithm, kid: key.kid, x5t: key.x5t, typ: tokenTyp(grant) }
}

/** `JWT` only if every API of the token requires it. */
function tokenTyp({ apis }: Grant): 'at+jwt' | 'JWT' {
  return apis.length > 0 && apis.every((api) => api.tokenTyp === 'JWT') ? 'JWT' : 'at+jwt'
}
