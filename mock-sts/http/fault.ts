/** Something that is wrong with what was given, with its place. */

export interface Fault {
  /** Where: a JSON pointer into the value (RFC 6901), empty for the whole. */
  readonly pointer: string
  /** The same in words, and what to change. */
  readonly detail: string
}

/** Thrown where one fault ends it. */
export class FaultError extends TypeError {
  readonly pointer: string

  constructor({ pointer, detail }: Fault, options?: ErrorOptions) {
    super(detail, options)
    this.pointer = pointer
  }
}
