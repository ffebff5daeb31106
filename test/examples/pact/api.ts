/** Another team's API, with Koa and jose: patient journals, protected by DPoP-bound HelseID tokens for `nhn:journal`. */
import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose'
import Koa, { type Context } from 'koa'

export interface Settings {
  readonly issuer: string
  /** In seconds. */
  readonly clockTolerance?: number
}

/** Journals by patient. */
export const journals = new Map<string, readonly string[]>()

export function createApi({ issuer, clockTolerance = 5 }: Settings): Koa {
  const jwks = createRemoteJWKSet(new URL(`${issuer}/.well-known/openid-configuration/jwks`))
  const verify = { issuer, audience: 'nhn:journal', algorithms: ['RS256'], clockTolerance }
  const usedProofs = new Set<unknown>()
  const api = new Koa()
  api.use(async (ctx) => {
    const [scheme, token = ''] = ctx.get('authorization').split(' ')
    if (scheme !== 'DPoP') return refuse(ctx, 401)
    let claims: JWTPayload
    try {
      claims = (await jwtVerify(token, jwks, verify)).payload
    } catch {
      return refuse(ctx, 401, 'invalid_token')
    }
    if (!(await isProven(ctx, token, claims, usedProofs))) return refuse(ctx, 401, 'invalid_dpop_proof')
    if (![claims.scope].flat().includes('nhn:journal/read')) return refuse(ctx, 403, 'insufficient_scope')
    const entries = journals.get(ctx.path.split('/')[2] ?? '')
    ctx.status = entries === undefined ? 404 : 200
    if (entries) ctx.body = { entries, readBy: claims.client_id }
  })
  return api
}

function refuse(ctx: Context, status: number, error?: string): void {
  ctx.status = status
  ctx.set('WWW-Authenticate', error === undefined ? 'DPoP' : `DPoP error="${error}"`)
}

/** https://www.rfc-editor.org/rfc/rfc9449#section-4.3 */
async function isProven(ctx: Context, token: string, { cnf }: JWTPayload, used: Set<unknown>): Promise<boolean> {
  try {
    const { payload, protectedHeader } = await jwtVerify(ctx.get('dpop'), EmbeddedJWK, {
      typ: 'dpop+jwt',
      maxTokenAge: 60,
      clockTolerance: 5,
    })
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk as never)
    const ath = createHash('sha256').update(token).digest('base64url')
    const expected = {
      htm: ctx.method,
      htu: `${ctx.protocol}://${ctx.host}${ctx.path}`,
      ath,
      jkt: (cnf as { jkt?: string })?.jkt,
    }
    if (used.has(payload.jti)) return false
    used.add(payload.jti)
    return Object.entries(expected).every(([name, value]) => ({ ...payload, jkt })[name] === value)
  } catch {
    // Any error means that the proof is invalid.
    return false
  }
}
