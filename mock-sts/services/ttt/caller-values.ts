/** What a caller of the test-token service gives: NHN's own C# callers send empty texts and lists for what they leave out. */

export type Values = Readonly<Record<string, unknown>>

/** Without what is left out; a list of one is that one, as in HelseID's tokens. */
export function withoutEmpty(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [name, single(value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ''))
}

/** @throws {TypeError} for what is no object; one that is left out is empty */
export function objectIn(values: Values, name: string): Values {
  const value = values[name] ?? {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Values
  throw new TypeError(`${name} must be an object`)
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length < 2 ? value[0] : value
}
