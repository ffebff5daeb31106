/** Finds secrets in a text as it is, and replaces each with a mark that says what it was; does not decode anything. */

export const secretKinds = [
  'private-key',
  'client-secret',
  'basic-credentials',
  'cookie',
  'api-key',
  'control-token',
  'national-identity-number',
  'too-many-encodings',
] as const
export type SecretKind = (typeof secretKinds)[number]

/** Replaces a secret. Its characters need no escape in a URL, a form, a header field or JSON. */
export function markOf(kind: SecretKind): string {
  return `(withheld-${kind})`
}

/** Replaces the secrets that can be recognised in `text`; `known` are secrets that are recognised by their value. */
export function withoutPlainSecrets(
  text: string,
  known: RegExp | undefined,
  found: (kind: SecretKind) => void,
): string {
  const mark = (kind: SecretKind) => {
    found(kind)
    return markOf(kind)
  }
  let kept = known === undefined ? text : text.replace(known, () => mark('control-token'))
  if (kept.includes('-----')) kept = withoutPem(kept, mark)
  if (/["']/.test(kept)) kept = withoutPrivateMembers(kept, mark)
  if (kept.includes('<')) kept = kept.replace(xmlMember, (_, name) => `<${name}>${mark('private-key')}</${name}>`)
  if (/secret|token/i.test(kept)) kept = withoutNamedSecrets(kept, mark)
  if (/basic/i.test(kept)) kept = withoutBasic(kept, mark)
  if (/cookie/i.test(kept)) kept = kept.replace(cookieText, (_, name, value) => name + withoutCookies(value, mark))
  if (/\d{5}/.test(kept))
    kept = kept.replace(elevenDigits, (digits) => (isRealPerson(digits) ? mark('national-identity-number') : digits))
  return kept
}

type Mark = (kind: SecretKind) => string

/** Spaces in the label may be lost, encoded as in a form, or be line breaks. */
const pemBegin = /-----BEGIN[A-Z0-9\s+]{0,40}PRIVATE[\s+]*KEY[\s+]*(?:BLOCK)?-----/g

/** Withholds up to the END line; to the end of the text if there is none. */
function withoutPem(text: string, mark: Mark): string {
  let kept = ''
  let from = 0
  for (const begin of text.matchAll(pemBegin)) {
    if (begin.index < from) continue
    const end = text.indexOf('-----END', begin.index)
    const close = end < 0 ? -1 : text.indexOf('-----', end + 8)
    kept += text.slice(from, begin.index) + mark('private-key')
    from = close < 0 ? text.length : close + 5
  }
  return from === 0 ? text : kept + text.slice(from)
}

/**
 * A member of a JWK that is private (RFC 7518 6), in JSON or in JSON inside a string, whose quotes are escaped; a URL turns
 * backslashes into slashes.
 */
const privateMember = /([\\/]{0,8}["'])(?:d|p|q|dp|dq|qi|k)\1\s*:\s*[\\/]{0,8}["']([\w+/=\\%-]+)/g
const otherPrimes = /(\\{0,8}["'])oth\1\s*:\s*\[/g
const keyType = /["']kty[\\/]{0,8}["']/

/** In a JWK, next to `kty`, every private member counts; elsewhere only one that is long enough to be a key. */
const shortestKey = 16

function withoutPrivateMembers(text: string, mark: Mark): string {
  const isKey = keyType.test(text)
  const kept = text.replace(privateMember, (whole, _, value: string) =>
    isKey || value.length >= shortestKey ? whole.slice(0, whole.length - value.length) + mark('private-key') : whole,
  )
  return withoutOtherPrimes(kept, mark)
}

function withoutOtherPrimes(text: string, mark: Mark): string {
  const closing = finder(/\]/g, text)
  let kept = ''
  let from = 0
  for (const { 0: name, 1: quote, index } of text.matchAll(otherPrimes)) {
    const start = index + name.length
    const end = closing(start)
    const value = text.slice(start, end)
    if (start < from || end === text.length || value.trim() === '') continue
    if (value.trim() === quote + markOf('private-key') + quote) continue
    kept += `${text.slice(from, start)}${quote}${mark('private-key')}${quote}`
    from = end
  }
  return from === 0 ? text : kept + text.slice(from)
}

/**
 * Finds the first match at or after a position, or the end of the text. Reads the text once, although the positions may be many,
 * as long as they ascend.
 */
function finder(pattern: RegExp, text: string): (from: number) => number {
  let searchedFrom = 0
  let found = -1
  return (from) => {
    if (from < searchedFrom || from > found) {
      pattern.lastIndex = from
      found = pattern.exec(text)?.index ?? text.length
      searchedFrom = from
    }
    return found
  }
}

/** Names of members, fields and parameters whose value is a client secret. */
export const clientSecretName = /client[\s_.+-]?secret/i
export const controlTokenName = /control[\s_.+-]?token/i

/** Such a name, up to its value: in a form, JSON, YAML, XML, HAR or a multipart form. */
const secretName =
  /(client|control)[\s_.+-]?(?:secret|token)\w{0,8}["'\\\]]{0,10}(?:\s{0,20}(?:=|:|>)\s{0,20}|\s{0,20},\s{0,20}\\{0,8}["']value\\{0,8}["']\s{0,20}:\s{0,20})\[?/gi
const multipartSecret =
  /name=["']?[^"'\r\n;]{0,60}client[\s_.+-]?secret[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,200}\r?\n){0,5}\r?\n/gi

/** A value ends with the next part of the form. */
function withoutMultipartSecrets(text: string, mark: Mark): string {
  const nextPart = finder(/\r?\n--/g, text)
  let kept = ''
  let from = 0
  for (const { 0: head, index } of text.matchAll(multipartSecret)) {
    const start = index + head.length
    if (index < from) continue
    const end = nextPart(start)
    if (start === end || isMark(text.slice(start, start + 20))) continue
    kept += text.slice(from, start) + mark('client-secret')
    from = end
  }
  return from === 0 ? text : kept + text.slice(from)
}

function withoutNamedSecrets(text: string, mark: Mark): string {
  const source = text.includes('name=') ? withoutMultipartSecrets(text, mark) : text
  const separator = finder(/[&;,\s"'`)}\]<|]/g, source)
  let kept = ''
  let from = 0
  for (const { 0: name, 1: which, index } of source.matchAll(secretName)) {
    const start = index + name.length
    if (start < from) continue
    const end = valueEnd(source, start, name.includes(':') && !/["']/.test(name), separator)
    const opening = /^\\{0,8}["']/.exec(source.slice(start, start + 10))?.[0] ?? ''
    const value = source.slice(start + opening.length, end)
    if (value === '' || isMark(value) || /^(null|true|false)$/.test(value)) continue
    kept +=
      source.slice(from, start + opening.length) +
      mark(which?.toLowerCase() === 'control' ? 'control-token' : 'client-secret')
    from = end
  }
  return from === 0 ? source : kept + source.slice(from)
}

function isMark(value: string): boolean {
  return value.startsWith('(withheld')
}

/**
 * Where a value ends: at the quote that opened it, or at the next separator. In prose, `client_secret: must be …` has no
 * value: there a value must end its line.
 */
function valueEnd(text: string, start: number, inProse: boolean, separator: (from: number) => number): number {
  const opening = /^(\\{0,8})(["'])/.exec(text.slice(start, start + 10))
  if (opening === null) {
    const end = separator(start)
    return inProse && /[^\S\r\n]/.test(text.charAt(end)) ? start : end
  }
  const [whole, escapes = '', quote = ''] = opening
  let at = start + whole.length
  for (;;) {
    at = text.indexOf(quote, at)
    if (at < 0) return text.length
    let backslashes = 0
    while (text[at - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes <= escapes.length || (escapes === '' && backslashes % 2 === 0))
      return at - Math.min(backslashes, escapes.length)
    at += 1
  }
}

function withoutBasic(text: string, mark: Mark): string {
  return text.replace(/\b(Basic(?:\s|\+|%20){1,5})([\w+/-]{4,}={0,2})/gi, (whole, scheme, credentials) =>
    Buffer.from(credentials, 'base64').includes(':') ? scheme + mark('basic-credentials') : whole,
  )
}

/** A Cookie or Set-Cookie field inside a text. */
const cookieText =
  /\b((?:set-)?cookie["'\\\]]{0,10}\s{0,5}[:=]\s{0,5}["'\\]{0,9})([^\r\n"'<\\=]{0,200}=[^\r\n"'<\\]{0,4000})/gi
const cookieAttribute = /^\s*(path|domain|expires|max-age|samesite)\s*$/i

/** The value of a Cookie or Set-Cookie field with its names and attributes. */
export function withoutCookies(value: string, mark: Mark): string {
  if (!value.includes('=')) return value.trim() === '' || isMark(value) ? value : mark('cookie')
  return value
    .split(';')
    .map((part) => {
      const equals = part.indexOf('=')
      if (equals < 0 || cookieAttribute.test(part.slice(0, equals)) || isMark(part.slice(equals + 1))) return part
      return `${part.slice(0, equals)}=${mark('cookie')}`
    })
    .join(';')
}

/** A private member of a key in .NET's XML. https://www.w3.org/TR/xmldsig-core1/#sec-RSAKeyValue */
const xmlMember = /<(D|P|Q|DP|DQ|InverseQ)>[A-Za-z0-9+/=\s]{16,3000}<\/\1>/g

const elevenDigits = /(?<!\d)\d{6}[ -]?\d{5}(?!\d)/g

/**
 * Whether the digits are a national identity number (fødselsnummer or D-number) that a real person can have. Numbers of
 * synthetic people have a month that is 40, 65 or 80 too high, and the test people that HelseID publishes do not exist.
 */
function isRealPerson(text: string): boolean {
  const digits = [...text.replace(/[ -]/, '')].map(Number)
  const number = (from: number) => (digits[from] ?? 0) * 10 + (digits[from + 1] ?? 0)
  const [day, month] = [number(0), number(2)]
  if (month < 1 || month > 12 || (day > 40 ? day - 40 : day) < 1 || (day > 40 ? day - 40 : day) > 31) return false
  if (publishedTestPeople.has(digits.join(''))) return false
  const sum = (weights: readonly number[]) =>
    weights.reduce((total, weight, at) => total + weight * (digits[at] ?? 0), 0)
  return sum([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 && sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
}

/** Test people of HelseID from before synthetic numbers had a month of their own. */
const publishedTestPeople = new Set(['24019491036'])
