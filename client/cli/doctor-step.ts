/** What a step of the doctor is, and how it fails. */

/** Seconds that each of the others has for an answer. */
export const stepTimeout = 10

export interface DoctorStep {
  readonly name: string
  /** What was found. @throws {StepFailed} */
  readonly run: () => Promise<string>
}

export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly advice: string | undefined

  constructor(message: string, advice?: string, cause?: unknown) {
    super(message, { cause })
    this.advice = advice
  }
}
