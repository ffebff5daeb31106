/** Which addresses a page may link or redirect to. */

/** Scheme and host, with nothing that a browser repairs: a missing slash, a user name, a backslash, white space, an invisible character. */
const written = /^https?:\/\/[^/?#@\\\p{C}\p{Z}]+(?:[/?#][^\\\p{C}\p{Z}]*)?$/iu

/** A host as the URL parser returns it. Others, such as `a;b`, would end a directive of the Content-Security-Policy. */
const host = /^(?:[\w-]+(?:\.[\w-]+)*\.?|\[[\da-f:.]+\])$/

/** What `isWebAddress` requires, to complete "must be …". */
export const webAddressForm =
  'an absolute http or https URL, without a user name, a password, spaces, backslashes and invisible characters'

/** True for an absolute http or https URL that every browser reads alike. */
export function isWebAddress(text: string): boolean {
  return written.test(text) && URL.canParse(text) && host.test(new URL(text).hostname)
}

/** True for a path, query or fragment of the same site: `/a`, `?b` or `#c`, never `//host`. */
export function isOwnAddress(text: string): boolean {
  return /^(?:\/(?!\/)|[?#])[^\\\p{C}\p{Z}]*$/u.test(text)
}
