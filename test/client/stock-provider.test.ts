/** The client against oidc-provider as its authors ship it: an OpenID-certified server that knows nothing of HelseID. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHelseIdClient, type HelseIdClientOptions } from 'helseid-client'
import { type Jwk, publicJwk } from 'helseid-contract/rules'
import { calculateJwkThumbprint, createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import Provider, { type ClientMetadata, type Configuration } from 'oidc-provider'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { start, thrown } from './pair.ts'

const api = 'https://api.example/'
const dpopKey = keyRing.proof as Jwk

function registration(client_id: string, alg: 'ES256' | 'PS256', key: object): ClientMetadata {
  return {
    client_id,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: alg,
    jwks: { keys: [publicJwk(key as Jwk)] as never },
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
    dpop_bound_access_tokens: true,
  }
}

/** What the authors leave to the operator: keys, the client, the API, and that a nonce is required (RFC 9449 8). */
const configuration: Configuration = {
  clients: [registration('c', 'ES256', keyRing.ec), registration('with-rsa-key', 'PS256', keyRing.second)],
  jwks: { keys: [{ ...keyRing.registered, use: 'sig' } as never] },
  cookies: { keys: ['a secret'] },
  ttl: { ClientCredentials: 600 },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    dPoP: { enabled: true, nonceSecret: Buffer.alloc(32, 1), requireNonce: () => true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => api,
      getResourceServerInfo: (_, audience) => ({ scope: 'a b', audience, accessTokenFormat: 'jwt' }),
    },
  },
}

beforeEach(() => {
  // oidc-provider has no other clock than `Date.now`.
  vi.useFakeTimers({ toFake: ['Date'], now: start })
  // It warns that what it keeps in memory is lost when it stops.
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** A provider on a port of its own, and a client that knows only its issuer. */
async function clientOfStockProvider(options: Partial<HelseIdClientOptions> = {}) {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, configuration)
  server.on('request', provider.callback())
  const answers: string[] = []
  provider.on('grant.success', () => answers.push('a token'))
  provider.on('grant.error', (_, { error }) => answers.push(error))
  const client = createHelseIdClient({
    issuer,
    clientId: 'c',
    key: keyRing.ec as never,
    dpopKey: dpopKey as never,
    scopes: ['a'],
    now: () => Date.now(),
    ...options,
  })
  return { client, issuer, answers }
}

describe('an unchanged client of a stock oidc-provider', () => {
  it.each([
    ['an EC key', { clientId: 'c', key: keyRing.ec }],
    ['an RSA key', { clientId: 'with-rsa-key', key: keyRing.second }],
  ])('answers the nonce challenge, and gets a token bound to its DPoP key: client with %s', async (_, options) => {
    const { client, issuer, answers } = await clientOfStockProvider(options as never)
    const token = await client.getToken()
    expect(token).toMatchObject({ tokenType: 'DPoP', expiresAt: start + 600_000, scope: 'a' })
    expect(answers).toEqual(['use_dpop_nonce', 'a token'])
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
    const { payload } = await jwtVerify(token.accessToken, keys, { issuer, audience: api, typ: 'at+jwt' })
    expect(payload).toMatchObject({
      client_id: options.clientId,
      cnf: { jkt: await calculateJwkThumbprint(dpopKey as never) },
    })
  })

  it('uses the nonce again for a second token, and gets a new one when the nonce has expired', async () => {
    const { client, answers } = await clientOfStockProvider()
    const tokens = [await client.getToken(), await client.getToken({ scopes: ['b'] })]
    expect(tokens.map(({ accessToken }) => decodeJwt(accessToken).scope)).toEqual(['a', 'b'])
    expect(answers).toEqual(['use_dpop_nonce', 'a token', 'a token'])
    vi.advanceTimersByTime(5 * 60_000)
    await client.getToken({ scopes: ['a', 'b'] })
    expect(answers.slice(3)).toEqual(['use_dpop_nonce', 'a token'])
  })

  it('sends the resource that a call names', async () => {
    const { client } = await clientOfStockProvider()
    const { accessToken } = await client.getToken({ resource: 'https://other.example/' })
    expect(decodeJwt(accessToken).aud).toBe('https://other.example/')
  })

  it('reports that a proof with a broken signature is refused', async () => {
    const { client, answers } = await clientOfStockProvider({
      fetch: (url, init) => {
        const headers = new Headers(init?.headers)
        const proof = headers.get('dpop')
        if (proof !== null) headers.set('dpop', withOtherSignature(proof))
        return fetch(url, { ...init, headers })
      },
    })
    const refusal = { code: 'token_refused', error: 'invalid_dpop_proof', status: 400 }
    expect(await thrown(client.getToken())).toMatchObject(refusal)
    expect(answers).toEqual(['invalid_dpop_proof'])
  })

  it('reports that a key which is not registered is refused, with the status that RFC 6749 allows', async () => {
    const { client } = await clientOfStockProvider({ key: { ...keyRing.proof, kid: keyRing.ec.kid } as never })
    expect(await thrown(client.getToken())).toMatchObject({
      code: 'token_refused',
      error: 'invalid_client',
      status: 401,
    })
  })
})

/** The same proof with the first character of its signature changed. */
function withOtherSignature(proof: string): string {
  const [header, claims, signature = ''] = proof.split('.')
  return `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
}
