/** Finds a JWT that the text shows decoded: its header and its claims as JSON. */
import { base64urlJson } from 'helseid-contract'

/** The longest text that is searched. */
const maxLength = 64 * 1024

type JsonObject = Record<string, unknown>

/**
 * The JWT without its signature. Debuggers, exceptions and command line tools print one object after the other, with a
 * heading between them; libraries print one object with both.
 */
export function decodedJwt(text: string): string | undefined {
  const objects = objectsIn(text.slice(0, maxLength))
  for (const [index, object] of objects.entries()) {
    const { header, payload, claims = payload } = object
    if (isObject(header) && isObject(claims) && 'alg' in header) return compactOf(header, claims)
    const next = objects[index + 1]
    if (next !== undefined && 'alg' in object && !('kty' in object) && !('alg' in next)) return compactOf(object, next)
  }
  return undefined
}

function compactOf(header: JsonObject, claims: JsonObject): string {
  return `${base64urlJson(header)}.${base64urlJson(claims)}.`
}

/** The outermost objects of the text, in order. */
function objectsIn(text: string): JsonObject[] {
  const objects: JsonObject[] = []
  let depth = 0
  let start = 0
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isQuoted) {
      if (character === '\\') at++
      else if (character === '"') isQuoted = false
    } else if (character === '"' && depth > 0) isQuoted = true
    else if (character === '{' && depth++ === 0) start = at
    else if (character === '}' && depth > 0 && --depth === 0) objects.push(...parsed(text.slice(start, at + 1)))
  }
  return objects
}

function parsed(text: string): JsonObject[] {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? [value] : []
  } catch {
    // Braces are in other texts too.
    return []
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
