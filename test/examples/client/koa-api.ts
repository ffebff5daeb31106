/** An API on Koa with one open route; the routes behind the middleware require a token. */
import { organizationOf, type TokenVerifierOptions } from 'helseid-client/verifier'
import Koa from 'koa'
import { helseId } from './koa.ts'

/** In production with `{ environment: 'prod', origin: 'https://api.example' }`. */
export function createApi(from: Omit<TokenVerifierOptions, 'audience' | 'scopes'>): Koa {
  const options = {
    ...from,
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = new Koa()
  api.use(async (ctx, next) => {
    if (ctx.path !== '/health') return next()
    ctx.body = { ok: true }
  })
  api.use(helseId(options))
  api.use((ctx) => {
    const claims = ctx.state.helseId
    if (ctx.path === '/things') ctx.body = { caller: claims.client_id, organization: organizationOf(claims) }
  })
  return api
}
