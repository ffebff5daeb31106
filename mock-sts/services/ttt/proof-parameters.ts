/** Translates `dPoPProofParameters` to the minted proof and its signing key. Source: HelseID.Samples, TestTokenTool. */
import { createPrivateKey } from 'node:crypto'
import { canonicalKey, type Jwk } from 'helseid-contract/rules'
import type { MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'
import { type Values, withoutEmpty } from './caller-values.ts'

/** Values of `invalidDPoPProofParameters`, in the order of NHN’s enumeration; both numbers and names are accepted. */
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

/** @throws {TypeError} for an invalid URL or an unknown value of `invalidDPoPProofParameters` */
export function proofOf(parameters: Values): NonNullable<MintOptions['proof']> {
  const { htuClaimValue, htmClaimValue, invalidDPoPProofParameters: invalid = 0 } = withoutEmpty(parameters)
  const row = typeof invalid === 'number' ? invalidProofs[invalid] : invalidProofs.find(([name]) => name === invalid)
  if (row === undefined)
    throw new TypeError(
      `dPoPProofParameters.invalidDPoPProofParameters must be 0 to 12 or one of ${invalidProofs.map(([name]) => name).join(', ')}`,
    )
  const [, broken] = row
  // A proof without htu does not need htuClaimValue.
  const url = broken === 'without-htu' ? (htuClaimValue ?? 'https://api.example') : htuClaimValue
  if (typeof url !== 'string' || !URL.canParse(url))
    throw new TypeError('dPoPProofParameters.htuClaimValue must be the URL of the API')
  return { url, method: typeof htmClaimValue === 'string' ? htmClaimValue : 'GET', ...(broken && { broken }) }
}

/** Reads `privateKeyForProofCreation`, a private JWK as JSON. @throws {TypeError} if it is not one */
export function proofKeyOf(parameters: Values): Jwk | undefined {
  const { privateKeyForProofCreation: text } = withoutEmpty(parameters)
  if (text === undefined) return undefined
  try {
    const { privateJwk: key } = canonicalKey(text as string | object)
    createPrivateKey({ key: key as Jwk, format: 'jwk' })
    return key
  } catch (cause) {
    // The message leaves out the cause, which may quote the key.
    throw new TypeError('dPoPProofParameters.privateKeyForProofCreation must be a private JWK', { cause })
  }
}
