/** A request as parsed from pasted text. */

export interface PastedRequest {
  readonly method: string
  /** The URL, if the text contains one. */
  readonly url?: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
}
