/** The request handler behind every entry point of the twin. */

export type Handle = (request: Request, connection?: Connection) => Promise<Response>

/** Details of the connection that a `Request` does not have. */
export interface Connection {
  /** Header fields as received: name, value, name, value … */
  readonly rawHeaders?: readonly string[]
}
