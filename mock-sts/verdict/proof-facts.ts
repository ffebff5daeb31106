/** Gathers the facts of the DPoP proof of a token request. */
import { limits } from 'helseid-contract'
import { isBlank, type JsonObject, type Jwk, type ProofFacts, withExactNames } from 'helseid-contract/rules'
import { importPublicJwk } from '../clients/public-keys.ts'
import { modulusBits } from '../clients/registry.ts'
import { readCompactJwt } from './compact-jwt.ts'
import type { FactSources } from './fact-sources.ts'
import { isVerifiable, verifies } from './signatures.ts'

export function gatherProof(headers: readonly string[], sources: FactSources): ProofFacts {
  const compact = headers.length === 1 && !isBlank(headers[0] ?? '') ? headers[0] : undefined
  if (compact === undefined) return { headers, nonce: 'missing' }
  if (compact.length > limits.proofLength)
    return { headers, compact, nonce: 'missing', unreadable: `it has ${compact.length} characters` }
  const read = readCompactJwt(compact, { lenient: true })
  if ('unreadable' in read) return { headers, compact, nonce: 'missing', unreadable: read.unreadable }
  const { header, claims } = read
  const { jwk } = header
  const key = isObject(jwk) ? gatherKey(jwk, read) : undefined
  return {
    headers,
    compact,
    header,
    claims,
    nonce: gatherNonce(claims.nonce, sources),
    ...key,
  }
}

function gatherNonce(nonce: unknown, { nonces }: FactSources): ProofFacts['nonce'] {
  return typeof nonce === 'string' && !isBlank(nonce) ? nonces.judge(nonce) : 'missing'
}

function gatherKey(
  jwk: JsonObject,
  jwt: Parameters<typeof verifies>[0],
): Pick<ProofFacts, 'signatureVerifies' | 'jkt' | 'bits'> {
  const imported = importPublicJwk(withExactNames(jwk) as Jwk)
  if (imported === undefined) return {}
  const { key, thumbprint, publicJwk } = imported
  return {
    ...(isVerifiable(jwt.header.alg) && { signatureVerifies: verifies(jwt, key) }),
    jkt: thumbprint,
    ...(publicJwk.n !== undefined && { bits: modulusBits(publicJwk.n) }),
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
