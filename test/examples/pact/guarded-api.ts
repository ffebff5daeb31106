/** An API for patient journals with a switch for each of its guards, and with a URL that sets up its provider states. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose'

export const guards = ['ath', 'scheme', 'htu', 'exp', 'aud', 'scope', 'jti'] as const
export type Guard = (typeof guards)[number]

export interface Settings {
  readonly issuer: string
  /** The guard that the API has forgotten. Default: none. */
  readonly skips?: Guard | undefined
  /** Default: a free one. */
  readonly port?: number
  /** Default: loopback. */
  readonly host?: string
  /** The address at which callers reach the API. Default: that of the request. */
  readonly origin?: string | undefined
}

class Refused extends Error {
  readonly status: number

  constructor(error: string, status = 401) {
    super(error)
    this.status = status
  }
}

export interface GuardedApi extends AsyncDisposable {
  readonly url: string
  /** Where Pact sets up states. */
  readonly statesUrl: string
}

export async function startGuardedApi({
  issuer,
  skips,
  port = 0,
  host = '127.0.0.1',
  origin,
}: Settings): Promise<GuardedApi> {
  const jwks = createRemoteJWKSet(new URL(`${issuer}/.well-known/openid-configuration/jwks`))
  const journals = new Map<string, readonly string[]>()
  const usedProofs = new Set<string>()
  const checks = (guard: Guard) => guard !== skips

  const readToken = async (token: string): Promise<JWTPayload> => {
    const expected = { issuer, algorithms: ['RS256'], clockTolerance: checks('exp') ? 5 : 86_400 }
    const { payload } = await jwtVerify(token, jwks, { ...expected, ...(checks('aud') && { audience: 'nhn:journal' }) })
    return payload
  }
  const checkProof = async ({ method, url = '', headers }: IncomingMessage, token: string, { cnf }: JWTPayload) => {
    const { payload, protectedHeader } = await jwtVerify(String(headers.dpop), EmbeddedJWK, {
      typ: 'dpop+jwt',
      maxTokenAge: 60,
      clockTolerance: 5,
    })
    const jkt = await calculateJwkThumbprint(protectedHeader.jwk as never)
    const htu = `${origin ?? `http://${headers.host}`}${url.split('?')[0]}`
    const isRight =
      jkt === (cnf as { jkt?: string } | undefined)?.jkt &&
      payload.htm === method &&
      (payload.htu === htu || !checks('htu')) &&
      (payload.ath === createHash('sha256').update(token).digest('base64url') || !checks('ath')) &&
      !(usedProofs.has(String(payload.jti)) && checks('jti'))
    if (!isRight) throw new Refused('invalid_dpop_proof')
    usedProofs.add(String(payload.jti))
  }
  const guard = async (request: IncomingMessage) => {
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
    const isBearer = scheme === 'Bearer' && !checks('scheme')
    if (scheme !== 'DPoP' && !isBearer) throw new Refused('')
    const claims = await readToken(token).catch(asRefused('invalid_token'))
    if (!isBearer) await checkProof(request, token, claims).catch(asRefused('invalid_dpop_proof'))
    if (checks('scope') && ![claims.scope].flat().includes('nhn:journal/read'))
      throw new Refused('insufficient_scope', 403)
    return claims
  }
  const changeState = async (request: IncomingMessage, response: ServerResponse) => {
    const { state, action } = JSON.parse(await textOf(request)) as { state: string; action: string }
    if (action === 'teardown' || state === '') journals.clear()
    else if (state === 'patient 17 has a journal') journals.set('17', ['seen'])
    else return void response.writeHead(404).end(`unknown state ${state}`)
    response.setHeader('Content-Type', 'application/json').end('{}')
  }
  const server = createServer(async (request, response) => {
    if (request.url === '/states') return changeState(request, response)
    try {
      const { client_id: readBy } = await guard(request)
      const entries = journals.get(request.url?.split('/')[2] ?? '')
      if (entries === undefined) return void response.writeHead(404).end()
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ entries, readBy }))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const challenge = error.message === '' ? 'DPoP' : `DPoP error="${error.message}"`
      response.writeHead(error.status, { 'WWW-Authenticate': challenge }).end()
    }
  }).listen(port, host)
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    statesUrl: `${url}/states`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** What jose refuses is refused with this code; any other error is the API's own fault. */
function asRefused(code: string): (error: unknown) => never {
  return (error) => {
    throw error instanceof errors.JOSEError ? new Refused(code) : error
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}
