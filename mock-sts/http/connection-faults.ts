/** Answers that go wrong below HTTP, which a `Response` cannot express: the edge that owns the connection sees to them. */

export type ConnectionFault =
  /** The connection is reset, without an answer. */
  | { readonly kind: 'reset' }
  /** No byte is ever sent. */
  | { readonly kind: 'hang' }
  /** The head announces the whole body; after half of it the connection ends. */
  | { readonly kind: 'truncate' }
  /** The body comes in pieces of one byte, so many milliseconds apart. */
  | { readonly kind: 'dribble'; readonly milliseconds: number }

const faults = new WeakMap<Response, ConnectionFault>()

/** Marks an answer; a face without a connection of its own sends the answer as it is. */
export function withFault(response: Response, fault: ConnectionFault): Response {
  faults.set(response, fault)
  return response
}

export function faultOf(response: Response): ConnectionFault | undefined {
  return faults.get(response)
}
