/** Reads the times of a JWT as Microsoft.IdentityModel does: numbers, and strings of digits. */
import type { Json } from './json.ts'

/** Epoch seconds, fractions allowed; undefined for anything else. */
export function numericDate(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

/** True for a time sent as a JSON string of digits. */
export function isTextual(value: Json | undefined): boolean {
  return typeof value === 'string' && numericDate(value) !== undefined
}
