/** A problem that the user of the command line can fix: printed as one line, exit code 2. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
