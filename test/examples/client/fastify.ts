/** A Fastify hook that requires a HelseID token for this API. */
import type { onRequestAsyncHookHandler } from 'fastify'
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'

declare module 'fastify' {
  interface FastifyRequest {
    helseId?: AccessTokenClaims
  }
}

/**
 * Puts the token's claims into `request.helseId`, before a body is read. Set `origin` to the address under which callers
 * reach this API.
 */
export function helseId(options: TokenVerifierOptions): onRequestAsyncHookHandler {
  const verify = createTokenVerifier(options)
  return async (request, reply) => {
    try {
      request.helseId = await verify({ request: request.raw, url: request.originalUrl })
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      if (error.status === 503) console.error(error.logLine)
      return reply.code(error.status).header('WWW-Authenticate', error.wwwAuthenticate).send({ error: error.code })
    }
  }
}
