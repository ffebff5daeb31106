/** What the examples of the test runners test: a client of HelseID, and an API. Both take the `fetch` that they use. */
import { createHelseIdClient } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'

const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
const jwkOf = async (half) => ({ ...(await crypto.subtle.exportKey('jwk', half)), kid: 'my-key' })
const key = await jwkOf(pair.privateKey)

export const audience = 'nhn:my-api'
export const scopes = ['nhn:my-api/read']
export const registration = { clientId: 'my-client', jwks: { keys: [await jwkOf(pair.publicKey)] }, scopes }

export const createClient = (fetch, clientId = registration.clientId) =>
  createHelseIdClient({ environment: 'test1', clientId, key, scopes, fetch })

export const createVerifier = (fetch) => createTokenVerifier({ environment: 'test1', audience, scopes, fetch })
