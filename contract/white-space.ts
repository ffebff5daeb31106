/** White space as .NET knows it (`Char.IsWhiteSpace`), which Duende IdentityServer trims; JavaScript's `trim` differs in two characters. */

const whiteSpace = '[\\p{Z}\\t-\\r\\u0085]'
const atEnds = new RegExp(`^${whiteSpace}+|${whiteSpace}+$`, 'gu')

/** The text without white space at its ends (`String.Trim`). */
export function trimmed(text: string): string {
  return text.replace(atEnds, '')
}

/** True if the text has nothing but white space (`String.IsNullOrWhiteSpace`). */
export function isBlank(text: string): boolean {
  return trimmed(text) === ''
}
