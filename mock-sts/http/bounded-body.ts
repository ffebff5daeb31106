/** Reads the body of a request up to a maximum size. */

export interface BoundedBody {
  /** Undefined if the body is longer than the maximum. */
  readonly body: Buffer | undefined
  /** Number of bytes read. */
  readonly bodyBytes: number
}

/** Stops reading after `maxBytes`, and leaves the rest in the stream: cancelling it would close the connection before the response. */
export async function boundedBody({ body }: Request, maxBytes: number): Promise<BoundedBody> {
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  const rest = body?.values({ preventCancel: true }) ?? []
  for await (const chunk of rest) {
    bodyBytes += chunk.byteLength
    if (bodyBytes > maxBytes) return { body: undefined, bodyBytes }
    chunks.push(chunk)
  }
  return { body: Buffer.concat(chunks), bodyBytes }
}
