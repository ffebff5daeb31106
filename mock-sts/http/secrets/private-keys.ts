/** Private keys with names or labels: PEM, members of a JWK in any notation, and the XML of .NET. */
import { type Mark, markOf } from './kinds.ts'
import { finder, withoutRanges } from './scan.ts'

export function withoutPrivateKeys(text: string, mark: Mark): string {
  let kept = text
  if (kept.includes('-----')) kept = withoutPem(kept, mark)
  if (kept.includes('Private-Lines:')) kept = kept.replace(puttyLines, (_, head) => head + mark('private-key'))
  kept = withoutMembers(kept, mark)
  if (kept.includes('</')) kept = kept.replace(xmlMember, (_, name) => `<${name}>${mark('private-key')}</${name}>`)
  return kept
}

/** Spaces in the label may be lost, encoded as in a form, or be line breaks. */
const pemBegin = /-----BEGIN[A-Z0-9\s+]{0,40}PRIVATE[\s+]{0,40}KEY[\s+]{0,40}(?:BLOCK)?-----/g

/** Withholds up to the END line; to the end of the text if there is none. */
function withoutPem(text: string, mark: Mark): string {
  const ending = finder(/-----END[^-]{0,60}-----/g, text)
  return withoutRanges(text, pemBegin, ({ index }) => {
    const end = ending(index)
    const close = end === text.length ? end : text.indexOf('-----', end + 8) + 5
    return { start: index, end: close, instead: mark('private-key') }
  })
}

/** https://the.earth.li/~sgtatham/putty/0.83/htmldoc/AppendixC.html */
const puttyLines = /(Private-Lines:\s{0,9}\d{1,4})(?:\s[\w+/=]+)+/g

/** A private member of a JWK (RFC 7518 6) as a field of a form: `d`, `jwk[d]`, `jwk.d`. */
export const privateMemberName = /(^|[.[])(d|p|q|dp|dq|qi|k)\]?$/i

const memberNames = 'd|p|q|dp|dq|qi|k'

/**
 * A private member in JSON, or in JSON inside a string, whose quotes are escaped; a URL turns backslashes into slashes. .NET
 * writes names with capitals.
 */
const quotedMember = new RegExp(
  `([\\\\/]{0,8}["'])(?:${memberNames}|inverseq)\\1\\s{0,20}(?::|=>?|,(?:\\s{0,20}\\1value\\1\\s{0,20}:)?)\\s{0,20}[\\\\/]{0,8}["']([\\w+/=\\\\%-]+)`,
  'gi',
)

/** A private member without quotes, as in JavaScript, YAML, a form, a configuration or the text of a tool. */
const plainMember = new RegExp(
  `(?<![\\w"'-])(?:\\w{1,30}_)?(?:${memberNames}|inverseq|private[_-]?(?:key|exponent)|secret[_-]?key|priv|seed)["'\\\\\\]]{0,4}\\s{0,20}(?::=?|=>?)\\s{0,20}(?:[a-z]\\w{0,11}\\()?[\\\\/]{0,8}["']?([\\w+/-]{16,}={0,2})(?![\\w+/=-]|\\.\\w)`,
  'gi',
)

/** The octets of a key as OpenSSL prints them. */
const openSslText =
  /\b(priv|privateExponent|prime[12]|exponent[12]|coefficient):((?:\s{1,20}(?:[0-9a-f]{2}:?){1,32}){2,})/gi

const otherPrimes = /([\\/]{0,8}["'])oth\1\s{0,20}:\s{0,20}\[/g
const keyType = /\bkty\b|RSAKeyValue|"modulus/i

/** In a JWK, next to `kty`, every private member counts; elsewhere only one that is long enough to be a key. */
const shortestKey = 16
/** Without quotes a short name says less. */
const shortestPlainKey = 30

/** A token that is encoded, or words with hyphens. */
const notAKey = /^eyJ|^[a-z]+(?:[-_][a-z]+)+$/

function withoutMembers(text: string, mark: Mark): string {
  const isKey = keyType.test(text)
  const masked =
    (shortest: number) =>
    (whole: string, ...groups: string[]) => {
      const value = groups.at(-3) ?? ''
      const name = whole.slice(0, whole.length - value.length)
      // A comma also separates names: `"p","q"`.
      if (value.length < (name.includes(',') ? shortestKey : shortest) || (!isKey && notAKey.test(value))) return whole
      return name + mark('private-key')
    }
  let kept = text
  if (/["']/.test(kept)) {
    kept = kept.replace(quotedMember, masked(isKey ? 1 : shortestKey))
    kept = withoutOtherPrimes(kept, mark)
  }
  if (/[=:]/.test(kept)) kept = kept.replace(plainMember, masked(isKey ? shortestKey : shortestPlainKey))
  if (/\b(?:priv|prime|exponent)/i.test(kept))
    kept = kept.replace(openSslText, (_, name) => `${name}: ${mark('private-key')}`)
  return kept
}

function withoutOtherPrimes(text: string, mark: Mark): string {
  const closing = finder(/\]/g, text)
  return withoutRanges(text, otherPrimes, ({ 0: name, 1: quote = '', index }) => {
    const start = index + name.length
    const end = closing(start)
    const value = text.slice(start, end)
    const isDone = end === text.length || value.trim() === '' || value.trim() === quote + markOf('private-key') + quote
    return isDone ? undefined : { start, end, instead: quote + mark('private-key') + quote }
  })
}

/** A private member of a key in .NET's XML. https://www.w3.org/TR/xmldsig-core1/#sec-RSAKeyValue */
const xmlMember = /<(D|P|Q|DP|DQ|InverseQ)>[A-Za-z0-9+/=\s]{16,3000}<\/\1>/gi
