/** A small HelseID-protected API with a switch for each defect; without a defect it is sound. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JWTPayload } from 'jose'
import type { ApiDefect } from './api-defect-table.ts'
import { type ApiSettings, type Checks, Refused } from './faulty-api-checks.ts'
import { createIssuerKeys } from './faulty-api-keys.ts'
import { checkProof } from './faulty-api-proof.ts'
import { checkToken } from './faulty-api-token.ts'

export interface StartedFaultyApi extends AsyncDisposable {
  readonly url: string
  readonly hasEnded: () => boolean
}

export async function startFaultyApi(settings: ApiSettings, defect?: ApiDefect): Promise<StartedFaultyApi> {
  const has = (name: ApiDefect) => name === defect
  const checks: Checks = {
    has,
    refuse(name, condition, status = 401) {
      if (condition && !has(name)) throw new Refused(name, status)
    },
  }
  const verify = createVerifier(settings, checks)
  const { issuer } = settings
  const isAgain = endedAt.delete(issuer)
  let refusals = 0
  const server = createServer(async (request, response) => {
    try {
      if (has('refuses everything after ten refusals') && refusals > 9) throw new Refused('locked')
      if (has('ends without the keys, and does not recover') && isAgain) throw new Refused('still')
      await verify(request, url)
      response.setHeader('Content-Type', 'application/json').end('{}')
    } catch (error) {
      refusals += 1
      const { status, message } = error instanceof Refused ? error : new Refused('not valid')
      response.writeHead(status, headersOf(status, message, checks)).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(settings.port ?? 0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hello`
  let ended = false
  const close = async () => {
    server.closeAllConnections()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  if (defect?.startsWith('ends without the keys') && !(await hasKeys(settings))) {
    await close()
    ended = true
    endedAt.add(issuer)
  }
  return { url, hasEnded: () => ended, [Symbol.asyncDispose]: close }
}

/** The issuers at whose APIs the last start ended by itself. */
const endedAt = new Set<string>()

async function hasKeys({ issuer }: ApiSettings): Promise<boolean> {
  const address = `${issuer}/.well-known/openid-configuration/jwks`
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(1000) })
    return ((await response.json()) as { keys: unknown[] }).keys.length > 0
  } catch {
    // No JWKS, or not JSON, or too late: the API ends.
    return false
  }
}

const nonce = 'a-nonce-of-this-api'

function headersOf(status: number, message: string, { has }: Checks): Record<string, string> {
  if (has('sends no WWW-Authenticate')) return {}
  if (message === 'nonce') return { 'WWW-Authenticate': 'DPoP error="use_dpop_nonce"', 'DPoP-Nonce': nonce }
  const scheme = has('names only Bearer in WWW-Authenticate') ? 'Bearer' : 'DPoP'
  return { 'WWW-Authenticate': `${scheme} error="${status === 403 ? 'insufficient_scope' : 'invalid_token'}"` }
}

function createVerifier(settings: ApiSettings, checks: Checks) {
  const keys = createIssuerKeys(settings, checks)
  const seen = new Set<string>()
  let hasRequiredNonce = false
  return async ({ headers, headersDistinct, method = '' }: IncomingMessage, url: string) => {
    const { has, refuse } = checks
    if (has('refuses everything')) throw new Refused('everything')
    const [scheme = '', token] = (headers.authorization ?? '').split(' ')
    refuse('answers without a token', token === undefined)
    if (token === undefined) return
    const payload = await checkToken(token, { settings, keys, checks })
    if (settings.scheme === 'Bearer') return checkRights(payload, settings, checks)
    const jkt = (payload.cnf as { jkt?: string } | undefined)?.jkt
    refuse('Bearer for an unbound token', scheme === 'Bearer' && jkt === undefined)
    refuse('DPoP for an unbound token', scheme === 'DPoP' && jkt === undefined)
    refuse('Bearer for a bound token', scheme === 'Bearer' && jkt !== undefined)
    if (scheme === 'DPoP') {
      const [proof, ...others] = headersDistinct.dpop ?? []
      refuse('ignores a missing proof', proof === undefined)
      refuse('reads the first of two proofs', others.length > 0)
      if (proof !== undefined) {
        const claims = await checkProof(proof, { token, method, url, jkt, seen, checks })
        const isExempt = hasRequiredNonce && has('requires a nonce only once')
        if (settings.nonce && !isExempt && claims.nonce !== nonce) {
          hasRequiredNonce = true
          throw new Refused('nonce')
        }
      }
    }
    checkRights(payload, settings, checks)
  }
}

function checkRights(payload: JWTPayload, { scope, organization }: ApiSettings, { has, refuse }: Checks): void {
  const held = payload.scope as readonly string[] | undefined
  refuse('ignores a missing scope', held === undefined, 403)
  const fits = (name: string) => (has('prefix-matched scope') ? name.startsWith(scope) : name === scope)
  if (held !== undefined && !held.some(fits)) throw new Refused('scope', 403)
  if (organization === undefined) return
  const parent = payload['helseid://claims/client/claims/orgnr_parent'] as string | undefined
  refuse('ignores a missing organisation', parent === undefined, 403)
  if (parent === undefined) return
  const isNumber = /^\d{9}$/.test(parent)
  refuse('any organisation number', !isNumber, 403)
  refuse('any organisation', isNumber && parent !== organization, 403)
}
