/** Reads a compact JWT, as far as it can be read. */

export interface ReadJwt {
  readonly compact: string
  /** Undefined if it is not a JSON object. */
  readonly header: Readonly<Record<string, unknown>> | undefined
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

export function readJwt(compact: string): ReadJwt {
  const [header = '', claims = ''] = compact.split('.')
  return { compact, header: objectIn(header), claims: objectIn(claims) }
}

function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const base64 = part.replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch (error) {
    // Text that someone pasted or sent: the page says that it cannot be read.
    if (error instanceof DOMException || error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}
