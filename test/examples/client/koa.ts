/** A Koa middleware that requires a HelseID token for this API. */
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import type { Middleware } from 'koa'

/**
 * Puts the token's claims into `ctx.state.helseId`. A proof contains the API's public URL: give its `origin`, such as
 * `https://api.example`. Without it the Host header is trusted, and with `app.proxy` the proxy's headers.
 */
export function helseId(options: TokenVerifierOptions, origin?: string): Middleware<{ helseId: AccessTokenClaims }> {
  const verify = createTokenVerifier(options)
  return async (ctx, next) => {
    try {
      const url = origin === undefined ? ctx.href : origin + ctx.originalUrl
      ctx.state.helseId = await verify({ request: ctx.req, url })
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      ctx.status = error.status
      ctx.set('WWW-Authenticate', error.wwwAuthenticate)
      ctx.body = { error: error.code }
      return
    }
    await next()
  }
}
