/** Fetches complete responses from HelseID within a time and size limit, and refuses redirects. */
import { abortable } from './abortable.ts'
import { HelseIdError } from './errors.ts'
import { safeCause } from './safe-cause.ts'

export interface ResponseLimits {
  readonly fetch: typeof fetch
  /** Seconds for headers and body together. */
  readonly timeout: number
  readonly maximumAnswerBytes: number
}

/**
 * Resolves with the response after reading its body. The time limit and `init.signal` apply even to a `fetch` that
 * ignores its signal.
 * @throws {HelseIdError} `timeout`, `network`, `redirected` or `too_large`
 * @throws the reason of `init.signal` if it aborts
 */
export async function boundedFetch(url: string, init: RequestInit, limits: ResponseLimits): Promise<Response> {
  const controller = new AbortController()
  const late = new DOMException(`no complete response within ${limits.timeout} s`, 'TimeoutError')
  const timer = setTimeout(() => controller.abort(late), limits.timeout * 1000)
  const caller = init.signal ?? undefined
  const signal = caller === undefined ? controller.signal : AbortSignal.any([caller, controller.signal])
  const read = async () => {
    const response = await limits.fetch(url, { ...init, redirect: 'manual', signal })
    refuseRedirect(response, url)
    const body = await bounded(response, limits.maximumAnswerBytes, signal)
    // A copy, because frameworks replace the global Response: Hono's keeps the headers it is given, here immutable ones.
    const headers = new Headers(response.headers)
    return new Response(body.length === 0 ? null : body, { status: response.status, headers })
  }
  try {
    return await abortable(read, signal)
  } catch (cause) {
    caller?.throwIfAborted()
    if (cause instanceof HelseIdError) throw cause
    if (controller.signal.aborted)
      throw new HelseIdError(`no complete response within ${limits.timeout} s`, { code: 'timeout', cause: late })
    throw new HelseIdError(`no response: ${networkReason(cause)}`, { code: 'network', cause: safeCause(cause) })
  } finally {
    clearTimeout(timer)
    // Cancels a download that is still running, such as the rest of a refused response.
    controller.abort(late)
  }
}

function refuseRedirect({ type, status, headers }: Response, url: string): void {
  if (type === 'error') throw new TypeError('network error')
  if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return
  const location = headers.get('location')
  const to = location === null || !URL.canParse(location, url) ? '' : ` to ${new URL(location, url).origin}`
  throw new HelseIdError(`the response was a redirect${to}`, { code: 'redirected', status })
}

async function bounded(response: Response, limit: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    // Stops reading a slow body that ignores the signal.
    signal.throwIfAborted()
    bytes += chunk.length
    if (bytes > limit)
      throw new HelseIdError(`the response was larger than ${limit} bytes`, {
        code: 'too_large',
        status: response.status,
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Node puts the reason (`ECONNREFUSED`, an untrusted certificate) into the cause. */
export function networkReason(thrown: unknown): string {
  const { message, cause } = Object(thrown) as { message?: string; cause?: { message?: string; code?: string } }
  const parts = [message, cause?.message, cause?.code].filter((part) => part !== undefined && part !== '')
  // Most messages already contain the code.
  const distinct = parts.filter(
    (part, index) => !parts.slice(0, index).some((before) => before?.includes(String(part))),
  )
  return distinct.join(': ') || String(thrown)
}
