/** A minimal STS that matches the token pact, except for chosen deviations. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { decodeJwt, importJWK, jwtVerify, SignJWT } from 'jose'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

/** The possible deviations. */
export type Deviation =
  | 'issuer with a slash'
  | 'another issuer'
  | 'keys on a curve'
  | '401 for bad clients'
  | 'no nonce'
  | 'opaque tokens'
  | 'lifetime as text'
  | 'bearer tokens'
  | 'unknown scopes are ignored'
  | 'identity scopes are ignored'
  | 'resources are ignored'
  | 'HTML for bad proofs'
  | 'hangs up on unknown resources'

export interface DeviatingSts extends AsyncDisposable {
  readonly issuer: string
  /** Path and scope of each request, in order. */
  readonly received: readonly string[]
}

interface Known {
  readonly clientId: string
  readonly key: Jwk
  readonly scope: string
}

export async function startDeviatingSts(known: Known, ...deviations: readonly Deviation[]): Promise<DeviatingSts> {
  const does = (deviation: Deviation) => deviations.includes(deviation)
  const received: string[] = []
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request))
    received.push(`${request.url} ${form.get('scope') ?? ''}`.trim())
    const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
    await answer(request, response, form, { known, does, issuer })
  }).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    issuer: `http://localhost:${(server.address() as AddressInfo).port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Sts {
  readonly known: Known
  readonly does: (deviation: Deviation) => boolean
  readonly issuer: string
}

async function answer({ url, headers }: IncomingMessage, response: ServerResponse, form: URLSearchParams, sts: Sts) {
  const { issuer, does } = sts
  const json = (status: number, body: object, more = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body))
  if (url === '/.well-known/openid-configuration')
    return json(200, {
      issuer: does('another issuer')
        ? 'https://elsewhere.example'
        : does('issuer with a slash')
          ? `${issuer}/`
          : issuer,
      token_endpoint: `${issuer}/connect/token`,
      jwks_uri: `${issuer}${url}/jwks`,
    })
  if (url === '/.well-known/openid-configuration/jwks')
    return json(200, { keys: [publicJwk((does('keys on a curve') ? keyRing.ec : keyRing.second) as Jwk)] })
  if (!(await isClient(form.get('client_assertion') ?? '', sts)))
    return json(does('401 for bad clients') ? 401 : 400, { error: 'invalid_client' })
  const { htu, nonce } = decodeJwt(String(headers.dpop))
  if (htu !== `${issuer}/connect/token`) {
    if (does('HTML for bad proofs')) return response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>no</h1>')
    return json(400, { error: 'invalid_dpop_proof', error_description: "Invalid 'htu' value." })
  }
  if (nonce === undefined && !does('no nonce'))
    return json(400, { error: 'use_dpop_nonce' }, { 'DPoP-Nonce': randomUUID() })
  if (form.get('resource') === 'nhn:no-such-api' && does('hangs up on unknown resources'))
    return response.socket?.destroy()
  if (form.has('resource') && !does('resources are ignored')) return json(400, { error: 'invalid_target' })
  return tokenFor(form.get('scope') ?? sts.known.scope, sts, json)
}

async function isClient(assertion: string, { known, issuer }: Sts): Promise<boolean> {
  const key = await importJWK(publicJwk(known.key), 'ES256')
  return jwtVerify(assertion, key, { audience: issuer, subject: known.clientId }).then(
    () => true,
    () => false,
  )
}

async function tokenFor(scope: string, { does, known }: Sts, json: (status: number, body: object) => unknown) {
  const isPersonal = scope === 'openid' && !does('identity scopes are ignored')
  const isUnknown = ![known.scope, 'openid'].includes(scope) && !does('unknown scopes are ignored')
  if (isPersonal || isUnknown) return json(400, { error: 'invalid_scope' })
  const jwt = new SignJWT({ scope: [scope] }).setProtectedHeader({ alg: 'RS256' })
  return json(200, {
    access_token: does('opaque tokens') ? 'secret-token' : await jwt.sign(await importJWK(keyRing.second, 'RS256')),
    expires_in: does('lifetime as text') ? 'ten minutes' : 600,
    token_type: does('bearer tokens') ? 'Bearer' : 'DPoP',
    scope,
  })
}
