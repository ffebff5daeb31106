/** The cryptography of one token: verify an assertion and a proof, sign a token, with the twin's algorithms and keys, by the fastest API. */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type JsonWebKey,
  type KeyObject,
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
// Options on the key itself cost a few microseconds less than an object around it, which `node:crypto` first takes for a key.
const clientPublic = Object.assign(createPublicKey(clientPrivate), pss)
const proofPublic = createPublicKey(proofPair.privateKey)
// In DER, which is verified faster than the two halves that a JWT has; the twin converts them.
const proofSignature = sign('sha256', proofInput, proofPair.privateKey)

/** CPU milliseconds of this process for `count` tokens' cryptography, with one proof key or a new one each. */
export function cryptographyCpuMs(count: number, proofKeys: 'one' | 'new' = 'one'): number {
  const jwk = proofPublic.export({ format: 'jwk' })
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) {
    const proofKey = proofKeys === 'one' ? proofPublic : imported(jwk)
    const isGood =
      verify('sha256', assertionInput, clientPublic, assertionSignature) &&
      verify('sha256', proofInput, proofKey, proofSignature)
    if (!isGood) throw new Error('a good signature was not verified')
    // The thumbprint of the proof's key, and the keys under which both `jti` are remembered.
    for (const text of [thumbprintInput(jwk), 'assertion jti', 'proof jti']) hash('sha256', text, 'base64url')
    sign('sha256', tokenInput, signing)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function thumbprintInput({ crv, kty, x, y }: JsonWebKey): string {
  return JSON.stringify({ crv, kty, x, y })
}

/** SubjectPublicKeyInfo of a key on P-256, up to the coordinates (RFC 5480): PEM is imported faster than a JWK. */
const spki = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

function imported({ x = '', y = '' }: JsonWebKey): KeyObject {
  const der = Buffer.concat([spki, Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  const pem = `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`
  return createPublicKey(pem)
}
