/** What Selvbetjening answers when it refuses: a problem by RFC 7807, with all five members (helseid.md 7). */

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Content Too Large',
  503: 'Service Unavailable',
} as const

export interface Problem {
  readonly status: keyof typeof titles
  readonly detail: string
  /** Of the request. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

export function problem({ status, detail, path, headers = {} }: Problem): Response {
  const body = { type: 'about:blank', title: titles[status], status, detail, instance: path }
  return Response.json(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })
}

/** What a request asks for cannot be had: the service answers it as a problem. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly status: 400 | 404 | 413

  constructor(message: string, status: 400 | 404 | 413 = 400) {
    super(message)
    this.status = status
  }
}
