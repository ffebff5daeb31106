/** Reads a public JWK from a request: the object itself, or its JSON as a string. NHN’s own clients send both forms. */
import type { Json } from 'helseid-contract/rules'
import { clientKey, clientKeyProblems } from '../../clients/client-keys.ts'
import type { ClientKey } from '../../clients/registration.ts'
import { isDeeper, maxDepth, parseJson } from '../../http/read-json.ts'
import { BadRequest } from './problem.ts'

export const notPublicJwk = 'The body must be a public JWK: the object itself, or its JSON as a string.'

/** @throws {BadRequest} if the value is not a public JWK */
export function publicKeyIn(value: Json): ClientKey {
  const jwk = typeof value === 'string' ? parseJson(value) : value
  if (isDeeper(value, maxDepth) || (jwk !== undefined && isDeeper(jwk, maxDepth))) throw new BadRequest(notPublicJwk)
  const sent = typeof value === 'string' ? value : JSON.stringify(value)
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw new BadRequest(notPublicJwk, { sent })
  const [fault] = clientKeyProblems({ jwks: { keys: [jwk as ClientKey] } })
  if (fault !== undefined) throw new BadRequest(`The key cannot be registered: ${fault}`, { sent })
  return clientKey(jwk as ClientKey)
}
