/** Reads the body of a request up to a maximum size. */
import { type HttpRequest, mayHaveBody } from './http-request.ts'

export interface BoundedBody {
  /** Undefined if the body is longer than the maximum. */
  readonly body: Buffer | undefined
  /** Number of bytes read. */
  readonly bodyBytes: number
}

/** Stops reading after `maxBytes`, and leaves the rest in the stream: cancelling it would close the connection before the response. */
export async function boundedBody(request: HttpRequest, maxBytes: number): Promise<BoundedBody> {
  const { incoming } = request
  // Nearly always all of it has arrived with the headers, and an iterator would cost more than the rest of this function.
  if (incoming?.complete && !incoming.destroyed && incoming.readableLength <= maxBytes && mayHaveBody(request)) {
    const body: Buffer = incoming.read() ?? Buffer.alloc(0)
    return { body, bodyBytes: body.byteLength }
  }
  const chunks: Uint8Array[] = []
  let bodyBytes = 0
  for await (const chunk of chunksOf(request)) {
    bodyBytes += chunk.byteLength
    if (bodyBytes > maxBytes) return { body: undefined, bodyBytes }
    chunks.push(chunk)
  }
  return { body: Buffer.concat(chunks), bodyBytes }
}

function chunksOf({ method, body, incoming }: HttpRequest): AsyncIterable<Uint8Array> | [] {
  if (incoming === undefined) return body?.values({ preventCancel: true }) ?? []
  return mayHaveBody({ method }) ? incoming.iterator({ destroyOnReturn: false }) : []
}
