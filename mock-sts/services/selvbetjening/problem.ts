/**
 * Error responses of Selvbetjening: problem details (RFC 7807) with all five members. Source: HelseID.Library,
 * Selvbetjening.Samples.
 */

const titles = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
} as const

export interface Problem {
  readonly status: keyof typeof titles
  readonly detail: string
  /** Path of the request. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
}

export function problem({ status, detail, path, headers = {} }: Problem): Response {
  const body = { type: 'about:blank', title: titles[status], status, detail, instance: path }
  return Response.json(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })
}

/** A request that cannot be fulfilled; answered as problem details. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly status: 400 | 404 | 413
  /** The text at fault, which may be a private key. */
  readonly sent: string

  constructor(message: string, { status = 400, sent = '' }: { status?: 400 | 404 | 413; sent?: string } = {}) {
    super(message)
    this.status = status
    this.sent = sent
  }
}
