/** An object made of names and values that a person wrote, each name once. */

/** @throws the error of `twice` for the first name that is given again, because only one of its values could count */
export function namedOnce<T>(
  entries: readonly (readonly [name: string, value: T])[],
  twice: (name: string) => Error,
): Record<string, T> {
  const values = new Map<string, T>()
  for (const [name, value] of entries) {
    if (values.has(name)) throw twice(name)
    values.set(name, value)
  }
  return Object.fromEntries(values)
}
