/** Faults below HTTP, which a `Response` cannot express. The server that owns the connection produces them. */

export type ConnectionFault =
  /** Resets the connection without a response. */
  | { readonly kind: 'reset' }
  /** Never sends a byte. */
  | { readonly kind: 'hang' }
  /** Announces the whole body, sends half of it, and closes the connection. */
  | { readonly kind: 'truncate' }
  /** Sends the body byte by byte, with this many milliseconds in between. */
  | { readonly kind: 'dribble'; readonly milliseconds: number }

const faults = new WeakMap<Response, ConnectionFault>()

/** Marks a response. Where the twin does not own a connection, the response is sent unchanged. */
export function withFault(response: Response, fault: ConnectionFault): Response {
  faults.set(response, fault)
  return response
}

export function faultOf(response: Response): ConnectionFault | undefined {
  return faults.get(response)
}
