/** An Express middleware that lets in who has a HelseID token for this API. */
import type { RequestHandler } from 'express'
import { createTokenVerifier, TokenRefused, type TokenVerifierOptions } from 'helseid-client/verifier'

/** `res.locals.helseId` then has the token's claims. Behind a proxy, set `trust proxy`, for the proof names the public address. */
export function helseId(options: TokenVerifierOptions): RequestHandler {
  const verify = createTokenVerifier(options)
  return async (req, res, next) => {
    try {
      res.locals.helseId = await verify({ request: req, url: `${req.protocol}://${req.host}${req.originalUrl}` })
    } catch (error) {
      if (!(error instanceof TokenRefused)) return next(error)
      res.status(error.status).set('WWW-Authenticate', error.wwwAuthenticate).json({ error: error.code })
      return
    }
    next()
  }
}
