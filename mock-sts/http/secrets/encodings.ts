/** A text with one level of its escapes removed: percent-encoding, JSON, JavaScript and HTML; and without invisible characters. */

const escapes =
  /\\{1,8}(?:u00[2-7][0-9a-f]|u\{0{0,4}[2-7][0-9a-f]\}|x[2-7][0-9a-f]|\/|(?:r\\{1,8})?n)|(?:%0d)?%0a|%u00[2-7][0-9a-f]|%[2-7][0-9a-f]|(?:%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-4](?:%[89ab][0-9a-f]){3})+|&(?:quot|apos|amp|lt|gt|#\d{2,3}|#x[2-7][0-9a-f]);/gi

/**
 * Characters that no one sees, which a name may have: of the category Cf (https://www.unicode.org/reports/tr44/#General_Category_Values), as they
 * are, as bytes of UTF-8 that were read as Latin-1, in JSON and in HTML.
 */
const invisible =
  /\p{Cf}|\u034f|\ufe0f|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81\xa0|\xef\xbb\xbf|\\{1,8}u(?:00ad|180e|200[b-f]|202[a-e]|206[\da-f]|feff)|&(?:shy|zwn?j|ZeroWidthSpace|#820[3-7]|#x200[b-f]|#xfeff);/giu

export function withoutInvisible(text: string): string {
  return text.replace(invisible, '')
}

/** Line breaks that were escaped; `withLineBreaks` restores them. They are white space, but do not break the line of a log. */
const inText = '\u2028'
const inAddress = '\u2029'

export function withLineBreaks(view: string): string {
  return view.replaceAll(inText, '\\n').replaceAll(inAddress, '%0A')
}

/**
 * Printable characters and line breaks only: a control would break the line. A quote and a backslash that were escaped as in JSON stay
 * escaped, so that JSON stays JSON.
 */
export function unescaped(text: string): string {
  const visible = withoutInvisible(text)
  return /[\\%&]/.test(visible) ? visible.replace(escapes, characterOf) : visible
}

const named: Readonly<Record<string, string>> = { quot: '\\"', apos: "'", amp: '&', lt: '<', gt: '>' }

function characterOf(encoded: string): string {
  if (/^%0/.test(encoded)) return inAddress
  if (encoded.startsWith('%')) return percentDecoded(encoded)
  if (encoded.startsWith('&')) return htmlDecoded(encoded)
  if (encoded.endsWith('/')) return '/'
  if (encoded.endsWith('n')) return inText
  return inJson(Number.parseInt(encoded.replace('}', '').slice(-2), 16))
}

function inJson(code: number): string {
  const character = String.fromCharCode(code)
  return character === '"' || character === '\\' ? `\\${character}` : character
}

function htmlDecoded(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase()
  if (!name.startsWith('#')) return named[name] ?? entity
  const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0x1f && code < 0x7f ? inJson(code) : entity
}

function percentDecoded(encoded: string): string {
  if (encoded.length <= 6 && /^%(?:u00)?[2-7]/i.test(encoded)) {
    const code = Number.parseInt(encoded.slice(-2), 16)
    return code === 0x7f ? encoded : String.fromCharCode(code)
  }
  const decoded = Buffer.from(encoded.replaceAll('%', ''), 'hex').toString()
  return /[\ufffd\x80-\x9f]/.test(decoded) ? encoded : decoded
}

/** A name that was encoded more than once. */
export function fullyUnescaped(name: string): string {
  let decoded = withoutInvisible(name)
  for (let times = 0; times < 3 && /[%\\&]/.test(decoded); times += 1) decoded = unescaped(decoded)
  return withoutInvisible(decoded)
}

/** A name or value of a form. */
export function formDecoded(text: string): string {
  if (!/[%+]/.test(text)) return text
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return withLineBreaks(unescaped(spaced))
  }
}
