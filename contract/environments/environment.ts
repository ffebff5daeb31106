/** The description of a HelseID environment. */

export interface EnvironmentEntry {
  /** The file's name. */
  readonly name: string
  /** Name of its STS; environments may share one. */
  readonly sts: string
  /** Issuer of the STS: its base address, without a trailing slash. */
  readonly issuer: string
  /** Base address of the Selvbetjening API, which rotates a client's keys; absent if unknown. */
  readonly selvbetjening?: string
  /** Base address of the test-token service (TTT); test environments only. */
  readonly testTokenService?: string
  /** How well the addresses are known. */
  readonly status: 'confirmed' | 'likely' | 'unknown'
  /** Source of the addresses. */
  readonly reference: string
}
