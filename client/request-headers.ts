/** Builds the headers that authorize one request. */
import type { ApiProofs } from './api-proofs.ts'
import type { Token } from './token-cache.ts'

/** `authorization`, and `dpop` for a bound token. The proof has the method in capitals, as HTTP clients send it. */
export async function requestHeaders(
  url: URL,
  method: string,
  { accessToken, tokenType }: Token,
  proofs: ApiProofs | undefined,
): Promise<Record<string, string>> {
  const authorization = `${tokenType} ${accessToken}`
  if (tokenType === 'Bearer' || proofs === undefined) return { authorization }
  return { authorization, dpop: await proofs.prove(url, method.toUpperCase(), accessToken) }
}
