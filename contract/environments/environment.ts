/** What is known of one HelseID environment. */

export interface EnvironmentEntry {
  /** The file's name. */
  readonly name: string
  /** The STS that serves it; several environments may share one. */
  readonly sts: string
  /** Issuer of that STS: its base address without a trailing slash. */
  readonly issuer: string
  /** The Selvbetjening API, where a client's keys are rotated; absent where no address is known. */
  readonly selvbetjening?: string
  /** The test-token service (TTT); test only. */
  readonly testTokenService?: string
  /** How sure the addresses are. */
  readonly status: 'confirmed' | 'likely' | 'unknown'
  /** Where the addresses were read. */
  readonly reference: string
}
