/** A request as it was found in a text. */

export interface PastedRequest {
  readonly method: string
  /** Address, as far as the text says. */
  readonly url?: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}
