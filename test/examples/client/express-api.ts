/** An API on Express with one open route and one that requires a token. */
import express, { type Express } from 'express'
import { organizationOf, type TokenVerifierOptions } from 'helseid-client/verifier'
import { helseId } from './express.ts'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. */
export function createApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>): Express {
  const options = {
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = express()
  api.get('/health', (_req, res) => void res.json({ ok: true }))
  api.get('/things', helseId(options), (_req, res) => {
    const claims = res.locals.helseId
    res.json({ caller: claims.client_id, organization: organizationOf(claims) })
  })
  return api
}
