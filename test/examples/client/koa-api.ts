/** An API on Koa with one open route; the routes behind the middleware require a token. */
import { organizationOf } from 'helseid-client/verifier'
import Koa from 'koa'
import { helseId } from './koa.ts'

export function createApi(issuer: string, origin?: string): Koa {
  const options = {
    issuer, // in production: environment: 'prod'
    audience: 'nhn:test-public-samplecode',
    scopes: ['nhn:test-public-samplecode/client-credentials'],
  }
  const api = new Koa()
  api.use(async (ctx, next) => {
    if (ctx.path !== '/health') return next()
    ctx.body = { ok: true }
  })
  api.use(helseId(options, origin))
  api.use((ctx) => {
    const claims = ctx.state.helseId
    if (ctx.path === '/things') ctx.body = { caller: claims.client_id, organization: organizationOf(claims) }
  })
  return api
}
