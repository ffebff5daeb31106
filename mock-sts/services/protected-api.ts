/** Guards the twin's own APIs as NHN's are guarded: by a HelseID token of the same twin, bound by DPoP. */
import { type AccessTokenClaims, createTokenVerifier, type TokenVerifier } from 'helseid-client/verifier'
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Address } from '../context/address.ts'
import type { Twin } from '../context/context.ts'
import type { Sts } from '../sts/sts.ts'

export interface Guard {
  readonly audience: string
  readonly scope: string
}

/** One verifier for each STS, API and name that it is called by, with a memory of proofs of its own. */
const verifiers = new WeakMap<Sts, Map<string, TokenVerifier>>()

/** The claims of the request's token. @throws {TokenRefused} saying why it is refused */
export async function verified(
  twin: Twin,
  { sts: name, issuers }: Pick<Address, 'sts' | 'issuers'>,
  guard: Guard,
  request: Request,
): Promise<AccessTokenClaims> {
  const sts = twin.stses[name]
  const known = verifiers.get(sts) ?? new Map<string, TokenVerifier>()
  verifiers.set(sts, known)
  const key = `${guard.audience} ${issuers[name]}`
  const verifier = known.get(key) ?? createVerifier(twin, sts, issuers[name], guard)
  known.set(key, verifier)
  return verifier(request)
}

function createVerifier({ clock }: Twin, sts: Sts, issuer: string, { audience, scope }: Guard): TokenVerifier {
  // Always the keys as they are now: this API and the STS are one process.
  const jwks: JWTVerifyGetKey = async (header, token) => {
    const keys = (await sts.keys.published()).map(({ publicJwk }) => publicJwk)
    return createLocalJWKSet({ keys } as unknown as JSONWebKeySet)(header, token)
  }
  return createTokenVerifier({ issuer, audience, scopes: [scope], now: clock.now, proofNow: clock.incoming, jwks })
}
