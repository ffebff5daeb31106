/** A step of the doctor, and its failure. */

/** Seconds to wait for each response. */
export const stepTimeout = 10

export interface DoctorStep {
  readonly name: string
  /** Resolves with the finding. @throws {StepFailed} */
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
