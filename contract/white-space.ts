/** White space as .NET knows it (`Char.IsWhiteSpace`), which Duende IdentityServer trims; JavaScript's `trim` differs in two characters. */

const isWhiteSpace = (character: string) => /[\p{Z}\t-\r\u0085]/u.test(character)

/** The text without white space at its ends (`String.Trim`), in one pass however long it is. */
export function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charAt(start))) start += 1
  while (end > start && isWhiteSpace(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** True if the text has nothing but white space (`String.IsNullOrWhiteSpace`). */
export function isBlank(text: string): boolean {
  return trimmed(text) === ''
}
