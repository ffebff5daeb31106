/** Reads the body of a request, up to a bound. */

export interface BoundedBody {
  /** Absent when the body is longer than the bound. */
  readonly body: Buffer | undefined
  /** Bytes as far as they were read. */
  readonly bodyBytes: number
}

/** `maxBytes` is in bytes; what is longer is not read to its end. */
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
