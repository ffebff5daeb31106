/** Verifies a DPoP proof at an API. https://www.rfc-editor.org/rfc/rfc9449#section-4.3 */
import { createHash } from 'node:crypto'
import { type CanonicalKey, canonicalKey, dpopTyp, privateMembers } from 'helseid-contract'
import { compactVerify, decodeJwt, importJWK, type JWK, type JWTPayload } from 'jose'
import { publish } from '../diagnostics.ts'
import type { AccessTokenClaims } from './access-token.ts'
import { readHeader } from './compact-form.ts'
import { hasQuery, isSameAddress } from './htu.ts'
import { isReplayed } from './is-replayed.ts'
import type { ReplayStore } from './replay-store.ts'
import { formatValue, TokenRefused } from './token-refused.ts'

/** What happens to a proof whose `htu` has a query or a fragment. */
export type HtuQuery = 'ignore' | 'warn' | 'refuse'

export interface ProofExpectations {
  readonly token: string
  readonly claims: AccessTokenClaims
  readonly method: string
  readonly addresses: readonly string[]
  readonly htuQuery: HtuQuery
  readonly algorithms: readonly string[]
  readonly now: () => number
  /** In seconds. */
  readonly clockTolerance: number
  /** In seconds. */
  readonly proofLifetime: number
  readonly replayStore: ReplayStore
  /** In seconds. */
  readonly replayTimeout: number
}

/** @throws {TokenRefused} */
export async function verifyProof(proof: string, expected: ProofExpectations): Promise<void> {
  const { header, payload } = read(proof)
  const jwk = checkHeader(header, expected.algorithms)
  const key = readKey(jwk)
  await checkSignature(proof, key.publicJwk, String(header.alg))
  if (!isBoundTo(expected.claims.cnf?.jkt, key, jwk))
    throw new TokenRefused('proof-key', 'the proof is not signed by the key that the token is bound to')
  checkClaims(payload, expected)
  const { now, proofLifetime, clockTolerance, replayStore, replayTimeout } = expected
  const until = now() + (proofLifetime + 2 * clockTolerance) * 1000
  // Hashed, because a jti may be as long as a header (RFC 9449 11.1).
  const id = sha256(`${expected.claims.cnf?.jkt} ${payload.jti}`)
  if (await isReplayed(replayStore, id, until, replayTimeout))
    throw new TokenRefused('proof-replayed', 'the proof has been used already')
  if (expected.htuQuery === 'warn' && hasQuery(payload.htu))
    publish('helseid-client:htu-query', { clientId: expected.claims.client_id, address: expected.addresses[0] ?? '' })
}

function read(proof: string): { header: { typ?: string; alg?: string; jwk?: JWK }; payload: JWTPayload } {
  const header = readHeader(proof, 'proof') as { jwk?: JWK }
  try {
    return { header, payload: decodeJwt(proof) }
  } catch (cause) {
    throw new TokenRefused('proof-malformed', 'the proof is not a JWT', { cause })
  }
}

function checkHeader({ typ, alg, jwk }: { typ?: string; alg?: string; jwk?: JWK }, algorithms: readonly string[]): JWK {
  if (typ !== dpopTyp)
    throw new TokenRefused('proof-typ', `the proof's typ must be ${dpopTyp}, not ${formatValue(typ)}`)
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    throw new TokenRefused('proof-algorithm', `the proof's alg ${formatValue(alg)} is not accepted`)
  if (typeof jwk !== 'object' || jwk === null) throw new TokenRefused('proof-jwk', 'the proof has no jwk')
  if (privateMembers(jwk).length > 0) throw new TokenRefused('proof-jwk', "the proof's jwk contains a private key")
  return jwk
}

/** Members such as `key_ops` and `ext` say how the sender may use the key, not whether it verifies. */
function readKey(jwk: JWK): CanonicalKey {
  try {
    return canonicalKey(jwk)
  } catch (cause) {
    throw new TokenRefused('proof-jwk', `the proof's jwk is not a usable key: ${(cause as Error).message}`, { cause })
  }
}

/**
 * An issuer may have hashed the key as the proof spells it, for example with padding, so that thumbprint is accepted
 * too: no other key has it.
 */
function isBoundTo(jkt: string | undefined, { thumbprint, publicJwk }: CanonicalKey, jwk: JWK): boolean {
  if (jkt === thumbprint) return true
  // The canonical members have the order that RFC 7638 requires.
  const asSpelled = Object.fromEntries(Object.keys(publicJwk).map((name) => [name, jwk[name as keyof JWK]]))
  return jkt === sha256(JSON.stringify(asSpelled))
}

async function checkSignature(proof: string, jwk: CanonicalKey['publicJwk'], alg: string): Promise<void> {
  const key = await importJWK(jwk as JWK, alg).catch((cause) => {
    throw new TokenRefused('proof-jwk', "the proof's jwk is not a usable key", { cause })
  })
  await compactVerify(proof, key, { algorithms: [alg] }).catch((cause) => {
    throw new TokenRefused('proof-signature', "the proof's signature is not valid", { cause })
  })
}

function checkClaims(
  { htm, htu, iat, jti, ath }: JWTPayload,
  { method, addresses, htuQuery, token, now, clockTolerance, proofLifetime }: ProofExpectations,
): void {
  if (htm !== method) throw new TokenRefused('proof-htm', `the proof's htm must be ${method}, not ${formatValue(htm)}`)
  if (!isSameAddress(htu, addresses) || (htuQuery === 'refuse' && hasQuery(htu)))
    throw new TokenRefused(
      'proof-htu',
      `the proof's htu must be ${formatValue(addresses.join(' or '))}, not ${formatValue(htu)}`,
    )
  checkTime(iat, now() / 1000, proofLifetime, clockTolerance)
  if (typeof jti !== 'string' || jti === '') throw new TokenRefused('proof-jti', 'the proof has no jti')
  if (ath !== sha256(token)) throw new TokenRefused('proof-ath', "the proof's ath is not the hash of the token")
}

/** `now` in seconds. The messages reach the caller, who can set a clock that is wrong. */
function checkTime(iat: unknown, now: number, proofLifetime: number, clockTolerance: number): void {
  if (typeof iat !== 'number') throw new TokenRefused('proof-iat', "the proof's iat must be a number of seconds")
  const age = Math.round(now - iat)
  if (now - iat < -clockTolerance)
    throw new TokenRefused(
      'proof-iat',
      `the proof's iat is ${-age} s in the future: the client's clock is ahead of this API's (${clockTolerance} s are accepted)`,
    )
  if (now - iat > proofLifetime + clockTolerance)
    throw new TokenRefused(
      'proof-iat',
      `the proof's iat is ${age} s old: the proof was kept, or the client's clock is behind this API's ` +
        `(${proofLifetime + clockTolerance} s are accepted)`,
    )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
