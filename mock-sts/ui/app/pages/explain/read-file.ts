/** The text in a file that was dropped or chosen, in the encodings in which tools save requests. */

/** Control characters of text: tab, line feed, form feed, carriage return, and the escape of a terminal's colours. */
const ofText = [0x09, 0x0a, 0x0c, 0x0d, 0x1b]

/** Undefined for bytes that are not text, such as those of a picture or an archive. */
export function textIn(bytes: Uint8Array): string | undefined {
  const text = decoded(bytes)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 && !ofText.includes(code)) return undefined
  }
  return text
}

/** As UTF-16 (Windows PowerShell), UTF-8, or Windows-1252, which every byte fits. */
function decoded(bytes: Uint8Array): string {
  const [first = 0, second = 0] = bytes
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0 && bytes.length > 1))
    return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
    return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
