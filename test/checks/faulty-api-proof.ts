/** How the faulty API checks a DPoP proof. */
import { createHash } from 'node:crypto'
import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose'
import { type Checks, Refused } from './faulty-api-checks.ts'

interface ProofExpectations {
  readonly token: string
  readonly method: string
  readonly url: string
  readonly jkt: string | undefined
  readonly seen: Set<string>
  readonly checks: Checks
}

type Members = Readonly<Record<string, unknown>>

/** Returns the claims of the proof. */
export async function checkProof(proof: string, expected: ProofExpectations): Promise<Members> {
  try {
    return await checkAll(proof, expected)
  } catch (error) {
    if (expected.checks.has('answers 400 to a bad proof')) throw new Refused('proof', 400)
    throw error
  }
}

async function checkAll(proof: string, expected: ProofExpectations): Promise<Members> {
  const [header = {}, claims = {}] = proof.split('.').slice(0, 2).map(decoded)
  await checkKey(proof, header, expected)
  checkRequest(claims, expected)
  checkUse(claims, expected)
  return claims
}

function decoded(part: string): Members {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Members
}

async function checkKey(proof: string, header: Members, { jkt, checks }: ProofExpectations): Promise<void> {
  const { refuse, has } = checks
  const { typ, alg, jwk } = header as { typ?: string; alg?: string; jwk?: JWK }
  refuse('any typ of proofs', typ !== 'dpop+jwt')
  refuse('ignores a missing alg of a proof', alg === undefined)
  refuse('symmetric proofs', alg === 'HS256')
  refuse('ignores a missing jwk', jwk === undefined)
  if (alg !== 'ES256' || jwk === undefined) return
  refuse('takes a private key in a proof', 'd' in jwk)
  const { kty, crv, x, y } = jwk
  const key = await importJWK({ kty, crv, x, y } as JWK, 'ES256')
  const isSigned = await compactVerify(proof, key).then(
    () => true,
    () => false,
  )
  refuse('skips the signature of proofs', !isSigned)
  if (jkt === undefined) return
  if (!has('skips the thumbprint') && (await calculateJwkThumbprint(jwk)) !== jkt) throw new Refused('thumbprint')
}

function checkRequest({ htm, htu, ath }: Members, { token, method, url, checks }: ProofExpectations): void {
  const { refuse } = checks
  refuse('ignores a missing htm', htm === undefined)
  refuse('any method in a proof', htm !== undefined && htm !== method)
  refuse('ignores a missing htu', htu === undefined)
  refuse('any path in a proof', htu !== undefined && htu !== url)
  refuse('ignores a missing ath', ath === undefined)
  const right = createHash('sha256').update(token).digest('base64url')
  refuse('ath of another token', ath !== undefined && ath !== right)
}

function checkUse({ iat, jti }: Members, { seen, checks }: ProofExpectations): void {
  const { refuse } = checks
  const age = Date.now() / 1000 - Number(iat)
  refuse('old proofs', age > 60)
  refuse('proofs from the future', age < -60)
  refuse('ignores a missing jti', jti === undefined)
  refuse('skips proof replay', seen.has(String(jti)) && jti !== undefined)
  seen.add(String(jti))
}
