/** What every face of the twin calls. */

export type Handle = (request: Request, connection?: Connection) => Promise<Response>

/** What a `Request` does not say of how it came in. */
export interface Connection {
  /** Header fields as they came over the wire: name, value, name, value … */
  readonly rawHeaders?: readonly string[]
}
