/** `dPoPProofParameters` as the proof that is minted, and the key that it is signed with. Source: helseid.md 8; HelseID.Samples, TestTokenTool. */
import { createPrivateKey } from 'node:crypto'
import type { Jwk } from 'helseid-contract/rules'
import type { MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'
import { type Values, withoutEmpty } from './caller-values.ts'

/** `invalidDPoPProofParameters`, in the order of NHN's enumeration; its names are taken too. */
const invalidProofs: readonly (readonly [name: string, fault: ProofFault | undefined])[] = [
  ['None', undefined],
  ['DontSetHtu', 'without-htu'],
  ['DontSetHtm', 'without-htm'],
  ['IatInPast', 'iat-in-the-past'],
  ['IatInFuture', 'iat-in-the-future'],
  ['DontSetAth', 'without-ath'],
  ['DontSetAlg', 'without-alg'],
  ['DontSetJwk', 'without-jwk'],
  ['DontSetJti', 'without-jti'],
  ['AlgSymmetric', 'symmetric'],
  ['PrivateKeyInJwk', 'private-key-in-jwk'],
  ['InvalidTyp', 'wrong-typ'],
  ['InvalidSignature', 'bad-signature'],
]

/** @throws {TypeError} for an address that is none, or a broken proof that there is none of */
export function proofOf(parameters: Values): NonNullable<MintOptions['proof']> {
  const { htuClaimValue, htmClaimValue, invalidDPoPProofParameters: invalid = 0 } = withoutEmpty(parameters)
  const row = typeof invalid === 'number' ? invalidProofs[invalid] : invalidProofs.find(([name]) => name === invalid)
  if (row === undefined)
    throw new TypeError(
      `dPoPProofParameters.invalidDPoPProofParameters must be 0 to 12 or one of ${invalidProofs.map(([name]) => name).join(', ')}`,
    )
  const [, broken] = row
  // An address that will not be set need not be given.
  const url = broken === 'without-htu' ? (htuClaimValue ?? 'https://api.example') : htuClaimValue
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new TypeError('dPoPProofParameters.htuClaimValue must be the address of the API')
  return { url, method: typeof htmClaimValue === 'string' ? htmClaimValue : 'GET', ...(broken && { broken }) }
}

/** `privateKeyForProofCreation`: a private JWK as JSON. @throws {TypeError} for what is none */
export function proofKeyOf(parameters: Values): Jwk | undefined {
  const { privateKeyForProofCreation: text } = withoutEmpty(parameters)
  if (text === undefined) return undefined
  try {
    const key = (typeof text === 'string' ? JSON.parse(text) : text) as Jwk
    createPrivateKey({ key, format: 'jwk' })
    return key
  } catch (cause) {
    // What is wrong may quote the key: it is not told.
    throw new TypeError('dPoPProofParameters.privateKeyForProofCreation must be a private JWK', { cause })
  }
}
