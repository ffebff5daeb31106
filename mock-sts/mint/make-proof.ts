/** Makes the DPoP proof that goes with a minted token: one that fits it, or a broken one. */
import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { dpopTyp } from 'helseid-contract'
import { type JsonObject, type Jwk, signJws } from 'helseid-contract/rules'
import { FaultError } from '../http/fault.ts'
import { changed } from './members.ts'
import { type ProofFault, proofFaults } from './proof-faults.ts'
import { proofAlgorithm } from './proof-key.ts'

/** The request that a proof is made for. */
export interface ProofOptions {
  readonly method?: string
  readonly url: string
  /** How the proof is broken. */
  readonly broken?: ProofFault
  /** Nonce of the API, where it requires one. */
  readonly nonce?: string
}

interface ProofSources {
  readonly accessToken: string
  readonly proofKey: Jwk
  /** In epoch seconds. */
  readonly now: number
}

/** @throws {TypeError} for an unknown proof fault, or an invalid URL */
export function makeProof(
  { method = 'GET', url, broken, nonce }: ProofOptions,
  { accessToken, proofKey, now }: ProofSources,
): string {
  if (broken !== undefined && !Object.hasOwn(proofFaults, broken))
    throw new TypeError(`there is no proof fault "${broken}": use ${Object.keys(proofFaults).join(', ')}`)
  if (!URL.canParse(url))
    throw new FaultError({ pointer: '/proof/url', detail: `/proof/url is no address: ${JSON.stringify(url)}` })
  const address = new URL(url)
  address.search = address.hash = ''
  const jwk = createPublicKey(createPrivateKey({ key: proofKey, format: 'jwk' })).export({ format: 'jwk' })
  const good = {
    header: { alg: proofAlgorithm(proofKey), typ: dpopTyp, jwk: jwk as JsonObject },
    claims: {
      jti: randomUUID(),
      htm: method,
      htu: address.href,
      iat: now,
      ath: createHash('sha256').update(accessToken).digest('base64url'),
      ...(nonce !== undefined && { nonce }),
    },
  }
  const {
    header,
    claims,
    alg = proofAlgorithm(proofKey),
    badSignature = false,
  } = { ...good, ...(broken && proofFaults[broken](good, proofKey)) }
  const proof = signJws(
    changed(header),
    changed(claims),
    alg === 'HS256' ? { kty: 'oct', k: 'c2VjcmV0' } : proofKey,
    alg,
  )
  return badSignature ? `${proof.slice(0, -8)}AAAAAAAA` : proof
}
