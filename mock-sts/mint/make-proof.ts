/** Creates a DPoP proof for a minted token, valid or deliberately broken. */
import { createHash, createPrivateKey, createPublicKey, randomUUID } from 'node:crypto'
import { dpopTyp } from 'helseid-contract'
import { type JsonObject, type Jwk, signJws } from 'helseid-contract/rules'
import { FaultError } from '../http/fault.ts'
import { changed } from './members.ts'
import { type ProofFault, proofFaults } from './proof-faults.ts'
import { proofAlgorithm } from './proof-key.ts'

/** The request that the proof is created for. */
export interface ProofOptions {
  /** Default: `GET`. */
  readonly method?: string
  readonly url: string
  /** The fault that breaks the proof. Default: none. */
  readonly broken?: ProofFault
  /** Nonce from the API, if it requires one. */
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
    throw new TypeError(`unknown proof fault "${broken}": use ${Object.keys(proofFaults).join(', ')}`)
  if (!URL.canParse(url))
    throw new FaultError({ pointer: '/proof/url', detail: `/proof/url is not a URL: ${JSON.stringify(url)}` })
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
