/** Translates `dPoPProofParameters` to the minted proof and its signing key. Source: HelseID.Samples, TestTokenTool. */
import { createPrivateKey } from 'node:crypto'
import { canonicalKey, type Jwk } from 'helseid-contract/rules'
import type { MintOptions } from '../../mint/mint.ts'
import type { ProofFault } from '../../mint/proof-faults.ts'
import { memberIn, type Values, withoutEmpty } from './caller-values.ts'

/** NHN’s enumeration `InvalidDPoPProofParameters`. */
const invalidProofs = [
  'None',
  'DontSetHtuClaimValue',
  'DontSetHtmClaimValue',
  'SetIatValueInThePast',
  'SetIatValueInTheFuture',
  'DontSetAthClaimValue',
  'DontSetAlgHeader',
  'DontSetJwkHeader',
  'DontSetJtiClaim',
  'SetAlgHeaderToASymmetricAlgorithm',
  'SetPrivateKeyInJwkHeader',
  'SetInvalidTypHeaderValue',
  'SetAnInvalidSignature',
  'SetAnInvalidJktValueInToken',
] as const
type InvalidProof = (typeof invalidProofs)[number]

const faults: Readonly<Partial<Record<InvalidProof, ProofFault>>> = {
  DontSetHtuClaimValue: 'without-htu',
  DontSetHtmClaimValue: 'without-htm',
  SetIatValueInThePast: 'iat-in-the-past',
  SetIatValueInTheFuture: 'iat-in-the-future',
  DontSetAthClaimValue: 'without-ath',
  DontSetAlgHeader: 'without-alg',
  DontSetJwkHeader: 'without-jwk',
  DontSetJtiClaim: 'without-jti',
  SetAlgHeaderToASymmetricAlgorithm: 'symmetric',
  SetPrivateKeyInJwkHeader: 'private-key-in-jwk',
  SetInvalidTypHeaderValue: 'wrong-typ',
  SetAnInvalidSignature: 'bad-signature',
}

/** RFC 9110 9.3, RFC 5789 */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']

const where = 'dPoPProofParameters.'

/** What is wrong with the proof; checked also where no proof is requested. @throws {TypeError} for an unknown member */
export function invalidProofOf(parameters: Values): InvalidProof {
  return memberIn(parameters, 'invalidDPoPProofParameters', invalidProofs, where) ?? 'None'
}

/** The proof, and scenarios that break the token. @throws {TypeError} for invalid parameters */
export function proofOf(parameters: Values, invalid: InvalidProof): Required<Pick<MintOptions, 'proof' | 'broken'>> {
  const { htuClaimValue, htmClaimValue } = withoutEmpty(parameters)
  // A proof without htu or htm does not need its value.
  const url = htuClaimValue ?? (invalid === 'DontSetHtuClaimValue' ? 'https://api.example' : undefined)
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new TypeError(`${where}htuClaimValue must be the URL of the API, with http: or https:`)
  const method = htmClaimValue ?? (invalid === 'DontSetHtmClaimValue' ? 'GET' : undefined)
  if (typeof method !== 'string' || !methods.includes(method))
    throw new TypeError(`${where}htmClaimValue must be the HTTP method of the API call: ${methods.join(', ')}`)
  const broken = faults[invalid]
  return {
    proof: { url, method, ...(broken && { broken }) },
    broken: invalid === 'SetAnInvalidJktValueInToken' ? ['foreign-binding'] : [],
  }
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
