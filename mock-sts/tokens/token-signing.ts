/** Signs access tokens: as HelseID does, or badly if a scenario requires it. */
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { type SigningKey, signToken } from '../keys/signing-keys.ts'
import type { TokenDraft } from './token-draft.ts'

export async function signDraft(key: SigningKey, { header, claims, signing }: TokenDraft): Promise<string> {
  if (signing === 'another key') {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    return signToken({ ...key, privateKey }, header, claims)
  }
  const signed = await signToken(key, header, claims)
  if (signing === undefined) return signed
  const [head = '', payload = '', signature = ''] = signed.split('.')
  if (signing === 'none') return `${head}.${payload}.`
  if (signing === 'broken') return `${head}.${payload}.${flipped(signature)}`
  const secret = JSON.stringify(key.publicJwk)
  return `${head}.${payload}.${createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')}`
}

function flipped(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64url')
}
