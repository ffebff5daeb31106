/** Keys that may be used once, or N times, until they expire. */

export interface UseOptions {
  /** Last moment at which the use is remembered, in epoch milliseconds of the store's clock. Default: until `clear`. */
  readonly until?: number
  /** Maximum number of uses. With 0, the use is refused and nothing is stored. Default: 1. */
  readonly times?: number
}

export type Use =
  | {
      readonly used: true
      /** 1 for the first use, up to `times`. */
      readonly nth: number
    }
  | {
      readonly used: false
      /** Time of the first use, or of this call if there was none, in epoch milliseconds of the store's clock. */
      readonly firstUsedAt: number
    }

export interface Once {
  /**
   * Uses a key atomically: of any number of concurrent calls, the first `times` are granted. The first use sets `until`; later uses,
   * granted or not, do not change it.
   */
  use(key: string, options?: UseOptions): Promise<Use>
  /** Forgets a key, which can then be used as if for the first time. False for an unknown or expired key. */
  forget(key: string): Promise<boolean>
  /** Forgets every key. */
  clear(): Promise<void>
}
