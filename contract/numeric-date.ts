/** Reads the times of a JWT as Microsoft.IdentityModel does: numbers, and numbers written as text. */
import type { Json } from './json.ts'

/** A sign, an exponent and white space around it are allowed (.NET `long.TryParse`, `double.TryParse`). */
const textualNumber = /^[\t-\r ]*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?[\t-\r ]*$/i

/** Epoch seconds, fractions allowed; undefined for anything else. */
export function numericDate(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && textualNumber.test(value) ? Number(value) : undefined
}

/** True for a time sent as a JSON string. */
export function isTextual(value: Json | undefined): boolean {
  return typeof value === 'string' && numericDate(value) !== undefined
}
