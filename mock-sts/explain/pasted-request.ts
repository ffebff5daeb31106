/** A request as parsed from pasted text. */

export interface PastedRequest {
  readonly method: string
  /** The URL, if the text contains one; the path alone if it names no host. */
  readonly url?: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly notShown?: NotShown
}

/** The parts of the request that the text does not contain, or only in part, each with the reason. */
export interface NotShown {
  /** The request line: method and URL. */
  readonly line?: string
  readonly headers?: string
  readonly body?: string
}
