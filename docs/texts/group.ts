/** Texts that belong together, to be read from top to bottom. */
export interface Group {
  readonly title: string
  readonly lines: readonly string[]
}
