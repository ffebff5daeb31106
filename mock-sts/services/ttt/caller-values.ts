/**
 * Normalises values from callers of the test-token service: NHN’s C# callers send empty strings and lists for members
 * they do not set.
 */

export type Values = Readonly<Record<string, unknown>>

/** Removes empty values; a list with one element becomes that element, as in HelseID’s tokens. */
export function withoutEmpty(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [name, single(value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ''))
}

/** A missing member is an empty object. @throws {TypeError} for a value that is not an object */
export function objectIn(values: Values, name: string): Values {
  const value = values[name] ?? {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Values
  throw new TypeError(`${name} must be an object`)
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length < 2 ? value[0] : value
}
