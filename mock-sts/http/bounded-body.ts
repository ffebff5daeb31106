/** Reads the body of a request up to a maximum size. */

export interface BoundedBody {
  /** Undefined if the body is longer than the maximum. */
  readonly body: Buffer | undefined
  /** Number of bytes read. */
  readonly bodyBytes: number
}

/** Stops reading after `maxBytes`. */
export async function boundedBody({ body }: Request, maxBytes: number): Promise<BoundedBody> {
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  for await (const chunk of body ?? []) {
    bodyBytes += chunk.byteLength
    if (bodyBytes > maxBytes) return { body: undefined, bodyBytes }
    chunks.push(chunk)
  }
  return { body: Buffer.concat(chunks), bodyBytes }
}
