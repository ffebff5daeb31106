/** A request body that can be sent more than once: kept while it is small, or in memory anyway. */

export interface ReplayableBody {
  /** To be called once a sending; the second time only where `replayable`. */
  next(): RequestInit['body']
  readonly replayable: boolean
}

export interface BodyLimits {
  /** Whether it is in memory anyway, and no stream. */
  readonly inMemory: boolean
  /** How many bytes of a stream are kept. */
  readonly limit: number
  /** Ends the reading of a stream, however slowly it comes. */
  readonly signal: AbortSignal | undefined
}

/** Up to `limit` bytes of a stream are kept; a longer one can be sent once. */
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
    // A stream that was cancelled ends as if it were whole.
    signal?.throwIfAborted()
    if (done) return { chunks, complete: true }
    chunks.push(value)
    size += value.length
  }
  return { chunks, complete: false }
}

/** What has been read already, then the rest. */
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

/** Bodies that are whole in memory before they are sent. */
export function isInMemory(input: string | URL | Request, init: RequestInit | undefined): boolean {
  const body: unknown = init?.body
  if (body === undefined || body === null) return !(input instanceof Request)
  const streams = body instanceof ReadableStream || Symbol.asyncIterator in Object(body)
  return !streams
}
