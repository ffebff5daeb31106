/** Sends one HTTP request as it is given, without the parsing of a client library, and reads only the status and the challenge. */
import { request as sendHttp } from 'node:http'
import { request as sendHttps } from 'node:https'

export interface SentCall {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: Uint8Array | undefined
  /** PEM certificates to trust instead of Node's. */
  readonly ca?: string | undefined
}

export interface CallAnswer {
  readonly status: number
  /** Its `WWW-Authenticate`. */
  readonly challenge: string | undefined
}

/** Resolves after the whole response. @throws {Error} naming the address if there is no response */
export async function sendCall({ method, url, headers, body, ca }: SentCall): Promise<CallAnswer> {
  const send = url.startsWith('https:') ? sendHttps : sendHttp
  const given = Object.entries(headers).filter(([, value]) => value !== undefined)
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(
        new Error(`the API at ${new URL(url).origin} gave no answer: ${error.message || error.code}`, { cause: error }),
      )
    const request = send(url, {
      method,
      headers: Object.fromEntries(given) as Record<string, string | string[]>,
      agent: false,
      ...(ca !== undefined && { ca }),
    })
    request.once('error', fail)
    request.once('response', (response) => {
      response.once('error', fail)
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, challenge: response.headers['www-authenticate'] }),
      )
      response.resume()
    })
    request.end(body)
  })
}
