/** An API on Hono with one open route and one that requires a token. */
import { organizationOf, type TokenVerifierOptions } from 'helseid-client/verifier'
import { Hono } from 'hono'
import { helseId } from './hono.ts'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. */
export function createApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>) {
  const options = {
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = new Hono()
  api.get('/health', (c) => c.json({ ok: true }))
  return api.get('/things', helseId(options), (c) => {
    const claims = c.var.helseId
    return c.json({ caller: claims.client_id, organization: organizationOf(claims) })
  })
}
