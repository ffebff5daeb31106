/** Reads values that callers of the test-token service send: NHN’s C# callers send empty text and lists for members they do not set. */

export type Values = Readonly<Record<string, unknown>>

/** Removes empty values; a list with one element becomes that element, as in HelseID’s tokens. */
export function withoutEmpty(values: Values): Values {
  const entries = Object.entries(values).map(([name, value]) => [name, single(value)] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ''))
}

/**
 * Removes empty values, as `withoutEmpty` does. Members that are not in `names` are left out: NHN’s models ignore them.
 * @throws {TypeError} for a value that is neither text nor a list of texts; a .NET service refuses it when it reads the body
 */
export function textsIn(values: Values, names: readonly string[], where: string): Values {
  const known = withoutEmpty(Object.fromEntries(names.map((name) => [name, values[name]])))
  for (const [name, value] of Object.entries(known)) {
    const texts = Array.isArray(value) ? value : [value]
    if (texts.some((text) => typeof text !== 'string'))
      throw new TypeError(`${where}.${name} must be text or a list of texts`)
  }
  return known
}

/** A missing member is an empty object. @throws {TypeError} for a value that is not an object */
export function objectIn(values: Values, name: string): Values {
  const value = values[name] ?? {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Values
  throw new TypeError(`${name} must be an object`)
}

/** A missing switch is off. `where` ends with a dot. @throws {TypeError} for a value that is neither true nor false */
export function isOn(values: Values, name: string, where = ''): boolean {
  const value = values[name] ?? false
  if (typeof value === 'boolean') return value
  throw new TypeError(`${where}${name} must be true or false`)
}

/** Undefined for a missing number. @throws {TypeError} for a value that is not a whole number */
export function numberIn(values: Values, name: string, where: string): number | undefined {
  const value = values[name] ?? undefined
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value as number | undefined
  throw new TypeError(`${where}.${name} must be a whole number`)
}

/**
 * The name of a member of one of NHN’s enumerations, sent by name, in any letter case, or by number, as .NET reads them. Undefined if it is
 * missing.
 * @throws {TypeError} for any other value, with the members
 */
export function memberIn<N extends string>(
  values: Values,
  name: string,
  members: readonly N[],
  where = '',
): N | undefined {
  const value = values[name] ?? undefined
  if (value === undefined) return undefined
  const text = Array.isArray(value) ? '' : String(value).toLowerCase()
  const found = members.find((member, number) => member.toLowerCase() === text || String(number) === text)
  if (found !== undefined) return found
  const names = members.map((member, number) => `${number} (${member})`).join(', ')
  throw new TypeError(`${where}${name} must be one of ${names}`)
}

function single(value: unknown): unknown {
  return Array.isArray(value) && value.length < 2 ? value[0] : value
}
