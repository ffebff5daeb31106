/** Keys that may be used once, or a number of times, until a moment. */

export interface UseOptions {
  /** Last moment at which the first use counts, in epoch milliseconds of the store's clock. Default: until it is cleared. */
  readonly until?: number
  /** How many uses are granted. Default: 1. */
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
      /** When the key was used first, in epoch milliseconds of the store's clock. */
      readonly firstUsedAt: number
    }

export interface Once {
  /**
   * Uses a key, atomically: of any number of concurrent calls, the first `times` are granted. `until` counts from the first use;
   * later ones, granted or not, do not move it.
   */
  use(key: string, options?: UseOptions): Promise<Use>
  /** Forgets every key. */
  clear(): Promise<void>
}
