/** The keys that an issuer publishes at an address of its metadata. */
import type { sendRequest } from '../../http/send-request.ts'

export interface PublishedKey {
  readonly kid: string
  /** Modulus. */
  readonly n: string
}

/** Empty for what is no JWKS, or has no address. @throws {TypeError} `fetch failed`, when there is no answer */
export async function publishedKeys(
  url: string | undefined,
  send: typeof sendRequest,
): Promise<readonly PublishedKey[]> {
  if (url === undefined) return []
  const response = await send({ url })
  const body: unknown = response.ok ? await response.json().catch(() => undefined) : undefined
  const { keys } = Object(body) as { keys?: unknown }
  return Array.isArray(keys) ? keys.map((key) => ({ kid: String(Object(key).kid), n: String(Object(key).n) })) : []
}
