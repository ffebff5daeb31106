/** A Koa middleware that lets in who has a HelseID token for this API. */
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import type { Middleware } from 'koa'

/**
 * `ctx.state.helseId` then has the token's claims. A proof names the public address of the API: give its `origin`, such as
 * `https://api.example`; without it the Host header is believed, and behind a proxy, with `app.proxy`, the proxy's headers.
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
