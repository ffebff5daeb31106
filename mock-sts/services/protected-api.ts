/** Protects the twin’s own APIs the way NHN’s are protected: with access tokens of the same twin, DPoP-bound unless the API is registered otherwise. */
import { type AccessTokenClaims, createTokenVerifier, TokenRefused, type TokenVerifier } from 'helseid-client/verifier'
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import type { Call } from '../context/call.ts'
import type { Context } from '../context/context.ts'
import { limits } from '../limits.ts'
import type { Sts } from '../sts/sts.ts'
import { namingIssuer } from './foreign-token.ts'

export interface Guard {
  readonly audience: string
  readonly scope: string
}

/** Verifies the request’s token and resolves with its claims. @throws {TokenRefused} with the reason */
export async function verified({ context, address, request }: Call, guard: Guard): Promise<AccessTokenClaims> {
  const { sts: name, issuers, origin } = address
  const sts = context.stses[name]
  // An API requires DPoP or Bearer, never both (UP:validering_av_access_token).
  const scheme = sts.registry.api(guard.audience)?.requireDpop === false ? 'bearer' : 'dpop'
  const key = `${name} ${guard.audience} ${scheme} ${issuers[name]}`
  const verifier =
    context.verifiers.get(key) ?? createVerifier(context, sts, { ...guard, scheme, issuer: issuers[name], origin })
  // Callers choose the host in the issuer. The oldest makes room.
  const [oldest] = context.verifiers.keys()
  if (!context.verifiers.has(key) && context.verifiers.size >= limits.verifiers.value && oldest !== undefined)
    context.verifiers.delete(oldest)
  context.verifiers.set(key, verifier)
  try {
    return await verifier(request)
  } catch (error) {
    throw error instanceof TokenRefused ? namingIssuer(error, request, address) : error
  }
}

interface Addressed {
  readonly issuer: string
  readonly origin: string | undefined
  readonly scheme: 'dpop' | 'bearer'
}

function createVerifier(
  { clock, apiProofs }: Context,
  sts: Sts,
  { issuer, origin, audience, scope, scheme }: Guard & Addressed,
): TokenVerifier {
  // Reads the current keys on every call, because this API and the STS share a process.
  const jwks: JWTVerifyGetKey = async (header, token) => {
    const keys = (await sts.keys.published()).map(({ publicJwk }) => publicJwk)
    return createLocalJWKSet({ keys } as unknown as JSONWebKeySet)(header, token)
  }
  return createTokenVerifier({
    issuer,
    audience,
    scopes: [scope],
    scheme,
    // A client without TLS reaches a real hostname over plain HTTP, and its proofs name the real address.
    ...(origin !== undefined && { origin }),
    now: clock.now,
    proofNow: clock.incoming,
    jwks,
    // As NHN's sample API does.
    htuQuery: 'refuse',
    // One for all verifiers, bounded with everything else that the twin remembers.
    replayStore: { remember: async (id, until) => !(await apiProofs.use(id, { until })).used },
  })
}
