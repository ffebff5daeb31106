/** What is known of one HelseID environment. */

/** The three security token services behind the four environments. */
export type StsName = 'test' | 'qa' | 'prod'

/** The four environments of the project's starting document; TEST1 and TEST2 share one STS. */
export type EnvironmentName = 'test1' | 'test2' | 'qa' | 'prod'

export interface Environment {
  readonly name: EnvironmentName
  /** The STS that serves it. */
  readonly sts: StsName
  /** Issuer of that STS: its base address without a trailing slash. */
  readonly issuer: string
  /** The Selvbetjening API, where a client's keys are rotated; absent where no address is known. */
  readonly selvbetjening?: string
  /** The test-token service (TTT); test only. */
  readonly testTokenService?: string
  /** How sure the addresses are. */
  readonly status: 'confirmed' | 'likely' | 'unknown'
  /** Where the addresses were read. */
  readonly cite: string
}
