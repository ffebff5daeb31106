/** Generates a signing key with a certificate. Import this file only when needed: it loads the X.509 library. */
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Jwk } from 'helseid-contract/rules'
import { type KeyMaterial, signingKeyBits } from './signing-keys.ts'

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: signingKeyBits,
} as const

const year = 365 * 24 * 60 * 60 * 1000

/** `now` is in epoch milliseconds. The certificate is valid from then for `years`; default: two, like HelseID's. */
export async function generateKeyMaterial(name: string, now: number, years = 2): Promise<KeyMaterial> {
  const keys = await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: `CN=HelseID twin ${name}, O=For testing only`,
      keys,
      notBefore: new Date(now),
      notAfter: new Date(now + years * year),
      signingAlgorithm: rsa,
    },
    webcrypto as never,
  )
  return {
    privateKey: (await webcrypto.subtle.exportKey('jwk', keys.privateKey)) as Jwk,
    certificate: certificate.toString('base64'),
  }
}
