/** A Koa middleware that lets in who has a HelseID token for this API. */
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import type { Middleware } from 'koa'

/** `ctx.state.helseId` then has the token's claims. Behind a proxy, set `app.proxy`, for the proof names the public address. */
export function helseId(options: TokenVerifierOptions): Middleware<{ helseId: AccessTokenClaims }> {
  const verify = createTokenVerifier(options)
  return async (ctx, next) => {
    try {
      ctx.state.helseId = await verify({ request: ctx.req, url: ctx.href })
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
