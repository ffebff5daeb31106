/** A Hono middleware that requires a HelseID token for this API. */
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import type { MiddlewareHandler } from 'hono'

/** Makes the token's claims `c.var.helseId`. Set `origin` to the address under which callers reach this API. */
export function helseId(
  options: TokenVerifierOptions,
): MiddlewareHandler<{ Variables: { helseId: AccessTokenClaims } }> {
  const verify = createTokenVerifier(options)
  return async (c, next) => {
    try {
      c.set('helseId', await verify(c.req.raw))
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      if (error.status === 503) console.error(error.logLine)
      return error.toResponse()
    }
    await next()
  }
}
