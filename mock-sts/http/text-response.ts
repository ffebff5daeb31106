/** A response whose body is a text, with the interface of a fetch `Response`, which it becomes only for programs in the same process. */
import { PlainHeaders } from './plain-headers.ts'

export interface TextInit {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** https://fetch.spec.whatwg.org/#response-class */
export class TextResponse implements Response {
  /** The body, which can be read any number of times. */
  readonly content: string
  readonly status: number
  readonly headers: Headers
  readonly redirected = false
  readonly statusText = ''
  readonly type = 'default'
  readonly url = ''
  #whole: Response | undefined

  constructor(content: string, { status = 200, headers = {} }: TextInit = {}) {
    this.content = content
    this.status = status
    this.headers = new PlainHeaders(Object.entries(headers))
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get body(): Response['body'] {
    return this.whole().body
  }

  get bodyUsed(): boolean {
    return this.#whole?.bodyUsed ?? false
  }

  /** The fetch `Response`. */
  whole(): Response {
    this.#whole ??= new Response(this.content, { status: this.status, headers: [...this.headers] })
    return this.#whole
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.whole().arrayBuffer()
  }

  blob(): Promise<Blob> {
    return this.whole().blob()
  }

  bytes(): ReturnType<Response['bytes']> {
    return this.whole().bytes()
  }

  clone(): Response {
    return this.whole().clone()
  }

  formData(): Promise<FormData> {
    return this.whole().formData()
  }

  json(): Promise<unknown> {
    return this.whole().json()
  }

  text(): Promise<string> {
    return this.whole().text()
  }
}

/** A fetch `Response`, as programs expect it that call the twin in their own process. */
export function fetchResponse(response: Response): Response {
  return response instanceof TextResponse ? response.whole() : response
}

/** The body, which can still be read afterwards. */
export async function bodyTextOf(response: Response): Promise<string> {
  if (response instanceof TextResponse) return response.content
  return response.body === null ? '' : response.clone().text()
}
