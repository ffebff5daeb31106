/** Records the figures that the fault tests reach, from any worker; `print-figures.ts` prints them at the end of the run. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'

export interface Figure {
  /** What is measured, with its unit. */
  readonly figure: string
  /** At commit 9cb0470, where these figures were first measured; `–` if it was not. */
  readonly before: string
  /** The aim; `–` for a figure that is only reported. */
  readonly target: string
  readonly reached: string
  /** Whether `reached` meets the target. Absent without a target: a time depends on the machine. */
  readonly ok?: boolean
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the workers leave their figures. */
    figuresFolder: string
  }
}

/** Adds a row to the table that `npm run test:faults` prints. Fails no test: call it before the expectations. */
export function recordFigure(figure: Figure): void {
  // A worker runs one file at a time, so no other process writes this file.
  appendFileSync(join(inject('figuresFolder'), `${process.pid}.jsonl`), `${JSON.stringify(figure)}\n`)
}
