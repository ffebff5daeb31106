/** The request handler behind every entry point of the twin. */
import type { HttpRequest } from './http-request.ts'

export type Handle = (request: Request, connection?: Connection) => Promise<Response>

/** The same behind the entry points, which turn a `TextResponse` into what their callers expect. */
export type Serve = (request: HttpRequest, connection?: Connection) => Promise<Response>

/** Details of the connection that a `Request` does not have. */
export interface Connection {
  /** Header fields as received: name, value, name, value … */
  readonly rawHeaders?: readonly string[]
  /** Address of the caller, and behind a proxy that is trusted, that of the proxy. Absent if the request came from this process. */
  readonly caller?: string
}
