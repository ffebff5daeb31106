/** Sends raw HTTP and returns the raw response, even a broken one. */
import { request as httpRequest } from 'node:http'
import { expect } from 'vitest'

export interface Seen {
  readonly status?: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
  /** Why the connection ended before the response was complete. */
  readonly failure?: string
}

export interface RawRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Timeout in milliseconds without a byte. Default: 5000. */
  readonly timeout?: number | undefined
}

export async function raw({ method, url, headers = {}, body = '', timeout = 5000 }: RawRequest): Promise<Seen> {
  return new Promise((resolve) => {
    let text = ''
    let seen: Omit<Seen, 'body'> = { headers: {} }
    const failed = (error: NodeJS.ErrnoException) => resolve({ ...seen, body: text, failure: String(error.code) })
    const request = httpRequest(url, { method, headers }, (response) => {
      seen = { ...(response.statusCode && { status: response.statusCode }), headers: response.headers }
      response.on('data', (chunk) => {
        text += String(chunk)
      })
      response.on('end', () => resolve({ ...seen, body: text }))
      response.on('error', failed)
    })
    request.setTimeout(timeout, () => request.destroy(Object.assign(new Error('timeout'), { code: 'TIMEOUT' })))
    request.on('error', failed)
    request.end(body)
  })
}

export const answered =
  (status: number, headers: Record<string, string> = {}) =>
  (seen: Seen) => {
    expect(seen).toMatchObject({ status, headers })
  }

/** No response, for this reason. */
export const failed = (code: RegExp) => (seen: Seen) => {
  expect([seen.status, seen.body, seen.failure]).toEqual([undefined, '', expect.stringMatching(code)])
}
