/** An error in the input, with its location. */

export interface Fault {
  /** JSON pointer into the input (RFC 6901); empty for the whole input. */
  readonly pointer: string
  /** What is wrong, and how to fix it. */
  readonly detail: string
}

/** Thrown for a single fault. */
export class FaultError extends TypeError {
  readonly pointer: string

  constructor({ pointer, detail }: Fault, options?: ErrorOptions) {
    super(detail, options)
    this.pointer = pointer
  }
}
