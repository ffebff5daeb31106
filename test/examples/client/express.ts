/** An Express middleware that requires a HelseID token for this API. */
import type { RequestHandler } from 'express'
import { createTokenVerifier, TokenRefused, type TokenVerifierOptions } from 'helseid-client/verifier'

/** Puts the token's claims into `res.locals.helseId`. Set `origin` to the address under which callers reach this API. */
export function helseId(options: TokenVerifierOptions): RequestHandler {
  const verify = createTokenVerifier(options)
  return async (req, res, next) => {
    try {
      res.locals.helseId = await verify(req)
    } catch (error) {
      if (!(error instanceof TokenRefused)) return next(error)
      if (error.status === 503) console.error(error.logLine)
      res.status(error.status).set('WWW-Authenticate', error.wwwAuthenticate).json({ error: error.code })
      return
    }
    next()
  }
}
