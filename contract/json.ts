/** JSON: its values as types, and as text in HelseID’s spelling. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type JsonObject = { readonly [name: string]: Json }

/**
 * Writes JSON as HelseID does: as System.Text.Json does by default, with `+`, `&`, `<`, `>`, `'`, `"`, the backtick and everything beyond
 * ASCII escaped in upper-case hexadecimal digits. A surrogate without its other half becomes U+FFFD. Every JSON parser reads the same value
 * as from `JSON.stringify`, but the bytes differ. `value` must be serialisable, otherwise `JSON.stringify` throws a `TypeError`.
 * https://learn.microsoft.com/en-us/dotnet/standard/serialization/system-text-json/character-encoding
 * @example
 * helseIdJson({ typ: 'at+jwt' }) // {"typ":"at\u002Bjwt"}
 */
export function helseIdJson(value: unknown): string {
  const text = JSON.stringify(value)
  return escapable.test(text)
    ? text.replace(literals, (literal) => `"${literal.slice(1, -1).replace(escapes, escaped)}"`)
    : text
}

/** Characters that `JSON.stringify` writes as they are, and the escapes that it writes itself. */
const escapable = /[\\&'<>+`\u007f-\uffff]/
/** Texts; a number such as 1e+21 has a plus sign, too. */
const literals = /"[^"\\]*(?:\\.[^"\\]*)*"/g
const escapes = /\\(?:u[\da-f]{4}|.)|[&'<>+`\u007f-\uffff]/g

function escaped(text: string): string {
  if (text === '\\"') return '\\u0022'
  if (text.startsWith('\\ud')) return '\\uFFFD'
  if (text.startsWith('\\u')) return `\\u${text.slice(2).toUpperCase()}`
  if (text.startsWith('\\')) return text
  return `\\u${text.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
