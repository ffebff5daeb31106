/** The error of a change that the store cannot keep. */

/** `full`: there is no room left. `lost`: another twin has taken over the data directory. `failed`: anything else. */
export type CannotStoreReason = 'full' | 'lost' | 'failed'

/** Nothing has changed, in the store or in memory. */
export class CannotStore extends Error {
  override readonly name = 'CannotStore'
  readonly reason: CannotStoreReason

  constructor(message: string, reason: CannotStoreReason, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** The `CannotStore` that an error is, or that an `AggregateError` contains. */
export function cannotStoreIn(error: unknown): CannotStore | undefined {
  if (error instanceof CannotStore) return error
  return error instanceof AggregateError ? error.errors.find((each) => each instanceof CannotStore) : undefined
}

/** Codes of a full disk and of an exhausted quota. */
const fullCodes: readonly unknown[] = ['ENOSPC', 'EDQUOT']

/** Whether a file system refused a write because there is no room. */
export function isFull(error: unknown): boolean {
  return fullCodes.includes((error as NodeJS.ErrnoException).code)
}
