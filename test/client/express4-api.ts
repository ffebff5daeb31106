/** The recipe for Express on its previous major version, which many APIs still run. */
import type { Express } from 'express'
import express4 from 'express4'
import { organizationOf, type TokenVerifierOptions } from 'helseid-client/verifier'
import { helseId } from '../examples/client/express.ts'

/** The middleware sits in a router, where Express shortens `req.url`. */
export function createExpress4Api(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>): Express {
  const options = {
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = express4()
  api.get('/health', (_req, res) => void res.json({ ok: true }))
  const things = express4.Router()
  things.get('/', helseId(options), (_req, res) => {
    const claims = res.locals.helseId
    res.json({ caller: claims.client_id, organization: organizationOf(claims) })
  })
  api.use('/things', things)
  return api
}
