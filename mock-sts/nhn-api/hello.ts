/** A protected API in NHN's manner: it answers with the caller's identity. */

import { createTokenVerifier, organizationOf, TokenRefused, type TokenVerifier } from 'helseid-client/verifier'
import { sampleApi } from 'helseid-contract'
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import type { Address } from '../address.ts'
import type { Sts } from '../sts.ts'
import type { Twin } from '../twin.ts'

/** One verifier for each STS and the name it is called by, with a memory of proofs of its own. */
const verifiers = new WeakMap<Sts, Map<string, Promise<TokenVerifier>>>()

export async function handleHello(twin: Twin, { sts, issuers, path }: Address, request: Request): Promise<Response> {
  if (path !== '/hello')
    return answer(404, { error: 'not_found', error_description: 'the protected API is at …/hello' })
  const verify = await verifierOf(twin, twin.stses[sts], issuers[sts])
  try {
    const claims = await verify(request)
    const { client_id, scope } = claims
    return answer(200, {
      message: 'Hello from the protected API',
      client_id,
      organization: organizationOf(claims),
      scope,
    })
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error
    const { status, code, message, wwwAuthenticate } = error
    twin.options.log?.({
      level: 'warn',
      message: `nhn-api ${sts} ${status} | ${code}: ${message}`,
      fields: { event: 'nhn-api', sts, status, code },
    })
    return answer(status, { error: code, error_description: message }, { 'WWW-Authenticate': wwwAuthenticate })
  }
}

function verifierOf(twin: Twin, sts: Sts, issuer: string): Promise<TokenVerifier> {
  const known = verifiers.get(sts) ?? new Map<string, Promise<TokenVerifier>>()
  verifiers.set(sts, known)
  const verifier = known.get(issuer) ?? createVerifier(twin, sts, issuer)
  known.set(issuer, verifier)
  return verifier
}

async function createVerifier({ clock }: Twin, sts: Sts, issuer: string): Promise<TokenVerifier> {
  const { publicJwk } = await sts.signingKey
  const jwks = createLocalJWKSet({ keys: [publicJwk] } as unknown as JSONWebKeySet)
  const { audience, scope } = sampleApi
  return createTokenVerifier({ issuer, audience, scopes: [scope], now: clock.now, proofNow: clock.incoming, jwks })
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } })
}
