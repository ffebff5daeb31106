/** Sends one HTTP request exactly as given. Unlike fetch it supports repeated header fields and a custom CA. */

export interface HttpRequest {
  readonly method?: string
  readonly url: string
  /** In order; a name may be repeated. */
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: string
  /** PEM of the CA to trust, instead of the default CAs. */
  readonly ca?: string | undefined
  /** In milliseconds. Default: 10,000. */
  readonly timeout?: number
}

/** @throws {TypeError} `fetch failed`, with the cause, if there is no response */
export async function sendRequest({ method = 'GET', url, headers = [], body = '', ca, timeout = 10_000 }: HttpRequest) {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const fields: Record<string, string[]> = {}
  for (const [name, value] of headers) fields[name] = [...(fields[name] ?? []), value]
  return new Promise<Response>((resolve, reject) => {
    const fail = (cause: unknown) => reject(new TypeError('fetch failed', { cause }))
    const sent = request(
      url,
      { method, timeout, headers: { ...fields, 'Content-Length': Buffer.byteLength(body) }, ...(ca && { ca }) },
      async (answer) => {
        try {
          const chunks: Buffer[] = []
          for await (const chunk of answer) chunks.push(chunk as Buffer)
          const received = Object.entries(answer.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ])
          const status = answer.statusCode ?? 0
          const empty = status === 204 || status === 304
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: received }))
        } catch (error) {
          fail(error)
        }
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`no response within ${timeout} ms`)))
    sent.on('error', fail)
    sent.end(body)
  })
}
