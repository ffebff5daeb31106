/** A Koa middleware that requires a HelseID token for this API. */
import {
  type AccessTokenClaims,
  createTokenVerifier,
  TokenRefused,
  type TokenVerifierOptions,
} from 'helseid-client/verifier'
import type { Middleware } from 'koa'

/** Puts the token's claims into `ctx.state.helseId`. Set `origin` to the address under which callers reach this API. */
export function helseId(options: TokenVerifierOptions): Middleware<{ helseId: AccessTokenClaims }> {
  const verify = createTokenVerifier(options)
  return async (ctx, next) => {
    try {
      ctx.state.helseId = await verify({ request: ctx.req, url: ctx.originalUrl })
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error
      if (error.status === 503) console.error(error.logLine)
      ctx.status = error.status
      ctx.set('WWW-Authenticate', error.wwwAuthenticate)
      ctx.body = { error: error.code }
      return
    }
    await next()
  }
}
