/** Reads what was thrown, which need not be an Error. */

/** The error itself, or an Error with the text of another value. Never throws, although getters and traps may. */
export function errorOf(thrown: unknown): Error {
  try {
    return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown })
  } catch {
    return new Error('an error that has no text')
  }
}
