/** A function with the signature of `fetch` that the twin answers. */
import { type ConnectionFault, faultOf } from './connection-faults.ts'
import type { Serve } from './handler.ts'
import { fetchResponse } from './text-response.ts'

export type FetchFunction = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Rejects as `fetch` does: with the reason of an aborted signal, and with `TypeError: fetch failed` where a scenario breaks the
 * connection. It returns redirects and does not follow them.
 */
export function fetchFunction(serve: Serve): FetchFunction {
  return async (input, init) => {
    const request = new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const response = await unlessAborted(serve(request), signal)
    const fault = faultOf(response)
    return fault === undefined ? fetchResponse(response) : broken(response, fault, signal)
  }
}

async function broken(response: Response, fault: ConnectionFault, signal: AbortSignal): Promise<Response> {
  const { kind } = fault
  if (kind === 'hang') return unlessAborted(new Promise<never>(() => undefined), signal)
  if (kind === 'reset') throw new TypeError('fetch failed', { cause: new Error('the connection was reset') })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const { status, headers } = response
  return new Response(kind === 'truncate' ? half(bytes) : dribbled(bytes, fault.milliseconds), { status, headers })
}

/** The first half, then an error. */
function half(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return ReadableStream.from(
    (async function* () {
      yield bytes.subarray(0, bytes.length >> 1)
      throw new TypeError('terminated', { cause: new Error('the connection was closed') })
    })(),
  )
}

function dribbled(bytes: Uint8Array, milliseconds: number): ReadableStream<Uint8Array> {
  return ReadableStream.from(
    (async function* () {
      for (const byte of bytes) {
        yield Uint8Array.of(byte)
        await new Promise((resolve) => setTimeout(resolve, milliseconds))
      }
    })(),
  )
}

/** Rejects with the signal's reason once it is aborted, whatever becomes of the work. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
