/** The cryptography of one token: verify an assertion and a proof, sign a token, with the twin's algorithms and keys. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  sign,
  verify,
} from 'node:crypto'
import clientKey from '../mock-sts/demo/client-key.NOT-A-SECRET.json' with { type: 'json' }
import signingKeys from '../mock-sts/demo/signing-keys.NOT-A-SECRET.json' with { type: 'json' }

const proofPair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const cryptographyKeys: { readonly proof: JsonWebKey } = {
  proof: proofPair.privateKey.export({ format: 'jwk' }),
}

const clientPrivate = createPrivateKey({ key: clientKey, format: 'jwk' })
const signing = createPrivateKey({ key: signingKeys.test.privateKey, format: 'jwk' })
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const assertionInput = Buffer.alloc(500, 'a')
const proofInput = Buffer.alloc(400, 'p')
const tokenInput = Buffer.alloc(900, 't')
const assertionSignature = sign('sha256', assertionInput, { key: clientPrivate, ...pss })
const proofSignature = sign('sha256', proofInput, { key: proofPair.privateKey, dsaEncoding: 'ieee-p1363' })
const clientPublic = createPublicKey(clientPrivate)

/** CPU milliseconds of this process for `count` tokens' cryptography. */
export function cryptographyCpuMs(count: number): number {
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) {
    verify('sha256', assertionInput, { key: clientPublic, ...pss }, assertionSignature)
    verify('sha256', proofInput, { key: proofPair.publicKey, dsaEncoding: 'ieee-p1363' }, proofSignature)
    sign('sha256', tokenInput, signing)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
