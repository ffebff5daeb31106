/** Something that the user of the command line can mend: one line, exit code 2. */

export class UsageError extends Error {
  override readonly name = 'UsageError'
}
