/** An Express middleware that requires a HelseID token for this API. */
import type { RequestHandler } from 'express'
import { createTokenVerifier, TokenRefused, type TokenVerifierOptions } from 'helseid-client/verifier'

/**
 * Puts the token's claims into `res.locals.helseId`. A proof contains the API's public URL: give its `origin`, such as
 * `https://api.example`. Without it the Host header is trusted, and with `trust proxy` the proxy's headers.
 */
export function helseId(options: TokenVerifierOptions, origin?: string): RequestHandler {
  const verify = createTokenVerifier(options)
  return async (req, res, next) => {
    try {
      const url = (origin ?? `${req.protocol}://${req.host}`) + req.originalUrl
      res.locals.helseId = await verify({ request: req, url })
    } catch (error) {
      if (!(error instanceof TokenRefused)) return next(error)
      res.status(error.status).set('WWW-Authenticate', error.wwwAuthenticate).json({ error: error.code })
      return
    }
    next()
  }
}
