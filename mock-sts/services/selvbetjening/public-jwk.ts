/** Reads a public JWK from a request: the object itself, or its JSON as a string. NHN’s own clients send both forms. */
import type { Json } from 'helseid-contract/rules'
import { clientKey, clientKeyProblems } from '../../clients/client-keys.ts'
import type { ClientKey } from '../../clients/registration.ts'
import { isDeeper, maxDepth, parseJson } from '../../http/read-json.ts'
import { BadRequest } from './problem.ts'

/** @throws {BadRequest} if the value is not a public JWK */
export function publicKeyIn(value: Json | undefined): ClientKey {
  const jwk = typeof value === 'string' ? parseJson(value) : value
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk) || isDeeper(jwk, maxDepth))
    throw new BadRequest('The body must be a public JWK: the object itself, or its JSON as a string.')
  const [fault] = clientKeyProblems({ jwks: { keys: [jwk as ClientKey] } })
  if (fault !== undefined) throw new BadRequest(`The key cannot be registered: ${fault}`)
  return clientKey(jwk as ClientKey)
}
