/** The text of a key or certificate file, in the encoding that its byte order mark names. */

/** UTF-8 or, with a byte order mark, UTF-16, as PowerShell’s `>` writes it; without the mark. */
export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
