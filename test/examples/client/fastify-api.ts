/** An API on Fastify with one open route and one that requires a token. */
import fastify, { type FastifyInstance } from 'fastify'
import { type AccessTokenClaims, organizationOf, type TokenVerifierOptions } from 'helseid-client/verifier'
import { helseId } from './fastify.ts'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. */
export function createApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>): FastifyInstance {
  const options = {
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = fastify()
  api.decorateRequest('helseId')
  api.get('/health', async () => ({ ok: true }))
  api.get('/things', { onRequest: helseId(options) }, async (request) => {
    const claims = request.helseId as AccessTokenClaims
    return { caller: claims.client_id, organization: organizationOf(claims) }
  })
  return api
}
