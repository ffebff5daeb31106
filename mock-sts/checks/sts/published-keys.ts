/** Fetches the keys that an issuer publishes at a URL from its metadata. */
import type { sendRequest } from '../../http/send-request.ts'

export interface PublishedKey {
  readonly kid: string
  /** Modulus. */
  readonly n: string
}

/** Empty if there is no URL or the answer is not a JWKS. @throws {TypeError} `fetch failed`, if no answer comes */
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
