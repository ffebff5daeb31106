/** `/v1/client-secret`: what NHN calls a client secret is a registered public key. Source: HelseID.Library, Selvbetjening.Samples. */
import { limits } from 'helseid-contract'
import type { Json, JsonObject } from 'helseid-contract/rules'
import { clientKeyProblems, clientKeys } from '../client-keys.ts'
import { jwkThumbprint } from '../jwk-thumbprint.ts'
import type { ClientKey } from '../registration.ts'
import { problemResponse } from '../wire.ts'
import type { SelvbetjeningCall } from './call.ts'

/** Keys added here, for the list says where a key came from. */
const addedByApi = new WeakSet<ClientKey>()

export function listClientSecrets({ registration }: SelvbetjeningCall): Response {
  const secrets = clientKeys(registration).map((key) => ({
    expiration: key.exp === undefined ? null : new Date(key.exp * 1000).toISOString(),
    kid: key.kid ?? null,
    jwkThumbprint: jwkThumbprint(key as unknown as JsonObject) ?? null,
    origin: addedByApi.has(key) ? 'Api' : 'Gui',
    publicJwk: null,
  }))
  return Response.json(secrets)
}

/** The body is the JWK itself, or the JWK as a JSON string: NHN's own clients do both. */
export async function addClientSecret({ twin, address, registration, request }: SelvbetjeningCall): Promise<Response> {
  const jwk = parse(await request.text())
  if (jwk === undefined)
    return problemResponse(
      400,
      'Bad Request',
      'The body must be a public JWK: the object itself, or its JSON as a string.',
    )
  const [problem] = clientKeyProblems({ jwks: { keys: [jwk] } })
  if (problem !== undefined) return problemResponse(400, 'Bad Request', `The key cannot be registered: ${problem}`)
  const known = clientKeys(registration)
  if (jwk.kid !== undefined && known.some(({ kid }) => kid === jwk.kid))
    return problemResponse(400, 'Bad Request', `The client has a key with the kid ${jwk.kid} already.`)
  const exp = Math.floor(twin.clock.now() / 1000) + limits.clientKeyLifetime
  const added = { ...jwk, exp }
  addedByApi.add(added)
  // Certificates have become keys with all the others.
  const { certificates: _certificates, ...rest } = registration
  twin.registerClient({ ...rest, sts: address.sts, jwks: { keys: [...known, added] } })
  return Response.json({ expiration: new Date(exp * 1000).toISOString() })
}

function parse(text: string): ClientKey | undefined {
  const value = json(text)
  const jwk = typeof value === 'string' ? json(value) : value
  return typeof jwk === 'object' && jwk !== null && !Array.isArray(jwk) ? (jwk as ClientKey) : undefined
}

function json(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // No JSON: the caller says so.
    return undefined
  }
}
