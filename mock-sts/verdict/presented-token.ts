/** Gathers the facts of a token that a client sent to revocation or introspection. */
import { createPublicKey } from 'node:crypto'
import type { PresentedFacts } from 'helseid-contract/rules'
import type { SigningKey } from '../keys/signing-keys.ts'
import { readCompactJwt } from './compact-jwt.ts'
import { verifies } from './signatures.ts'

/** `published` are the keys that may have signed it. */
export async function gatherPresented(
  compact: string,
  published: readonly SigningKey[],
  isEnded: (jti: string) => Promise<boolean>,
): Promise<PresentedFacts> {
  const read = readCompactJwt(compact)
  if ('unreadable' in read) return { compact, unreadable: read.unreadable }
  const { header, claims } = read
  const signatureVerifies = published.some(({ privateKey }) => verifies(read, createPublicKey(privateKey)))
  const ended = signatureVerifies && typeof claims.jti === 'string' && (await isEnded(claims.jti))
  return { compact, header, claims, signatureVerifies, ...(ended && { ended }) }
}
