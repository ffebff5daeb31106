/** A request body that can be sent again if it is in memory already or small enough to buffer. */

export interface ReplayableBody {
  /** Call once per request; a second time only if `replayable`. */
  next(): RequestInit['body']
  readonly replayable: boolean
}

export interface BodyLimits {
  /** Whether the body is in memory already, not a stream. */
  readonly inMemory: boolean
  /** Maximum bytes of a stream to buffer. */
  readonly limit: number
  /** Stops reading a stream, however slow it is. */
  readonly signal: AbortSignal | undefined
}

/** Buffers a stream of up to `limit` bytes; a longer one can be sent only once. */
export async function replayableBody(
  request: Request,
  { inMemory, limit, signal }: BodyLimits,
): Promise<ReplayableBody> {
  const { body } = request
  if (body === null) return { next: () => null, replayable: true }
  if (inMemory) {
    const bytes = await request.arrayBuffer()
    return { next: () => bytes, replayable: true }
  }
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  const cancel = () => void reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const { chunks, complete } = await readUpTo(reader, limit, signal)
    if (!complete) return { next: () => rest(chunks, reader), replayable: false }
    const bytes = Buffer.concat(chunks)
    return { next: () => bytes, replayable: true }
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

async function readUpTo(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly chunks: Uint8Array[]; readonly complete: boolean }> {
  const chunks: Uint8Array[] = []
  for (let size = 0; size <= limit; ) {
    const { done, value } = await reader.read()
    // A cancelled stream ends as if it were complete.
    signal?.throwIfAborted()
    if (done) return { chunks, complete: true }
    chunks.push(value)
    size += value.length
  }
  return { chunks, complete: false }
}

/** Streams what has been read already, then the rest. */
function rest(chunks: Uint8Array[], reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift()
      if (chunk !== undefined) return controller.enqueue(chunk)
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel(reason) {
      await reader.cancel(reason)
    },
  })
}

/** Whether the body is completely in memory before it is sent. */
export function isInMemory(input: string | URL | Request, init: RequestInit | undefined): boolean {
  const body: unknown = init?.body
  if (body === undefined || body === null) return !(input instanceof Request)
  const streams = body instanceof ReadableStream || Symbol.asyncIterator in Object(body)
  return !streams
}
