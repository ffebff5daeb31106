/** Withholds secrets from everything that the twin keeps or prints: in every field, under every encoding. */
import {
  clientSecretName,
  controlTokenName,
  markOf,
  type SecretKind,
  withoutCookies,
  withoutPlainSecrets,
} from './secret-patterns.ts'

/**
 * Replaces secrets with marks such as `(withheld-private-key)`. What contains no secret is returned as it is; tokens,
 * assertions, proofs and public keys are not secrets.
 */
export interface Scrubber {
  /** Any text: a message, a line, a body, a value. */
  text(text: string): string
  /** The value of a member, field or parameter, which may be secret because of its name. */
  named(name: string, value: string): string
  /** A URL, or a path with a query. */
  address(url: string): string
  /** A header field; returns its name too, because that may be a secret. */
  header(name: string, value: string): readonly [name: string, value: string]
  /** The body of a request: a form, JSON, a multipart form or anything else. */
  body(text: string): string
  /** Every string and name in plain data. */
  data<T>(value: T): T
}

/** How deep encodings may be nested: base64 in JSON in base64url in a form is four. */
const maxDepth = 7

/** Shorter secrets would be ordinary words. */
const shortestKnown = 6

/** `known` returns the secrets to recognise by their value. */
export function createScrubber(
  known: () => readonly (string | undefined)[] = () => [],
  found: (kind: SecretKind) => void = () => undefined,
): Scrubber {
  let pattern: { readonly values: string; readonly regExp: RegExp | undefined } = { values: '', regExp: undefined }
  const knownPattern = () => {
    const values = known().filter((value): value is string => value !== undefined && value.length >= shortestKnown)
    const joined = values.join('\n')
    if (joined !== pattern.values) pattern = { values: joined, regExp: anyOf(values) }
    return pattern.regExp
  }
  const mark = (kind: SecretKind) => {
    found(kind)
    return markOf(kind)
  }
  /** `budget` bounds the work: an attacker can nest encodings, but not multiply them. */
  const scrub = (text: string, depth: number, budget: { left: number }): string => {
    budget.left -= text.length
    if (budget.left < 0) return mark('too-many-encodings')
    let kept = withoutPlainSecrets(text, knownPattern(), found)
    if (depth === 0) return kept
    if (kept.includes('\\')) kept = ifChanged(kept, unescaped(kept), (view) => scrub(view, depth - 1, budget))
    if (kept.includes('%')) kept = ifChanged(kept, percentDecoded(kept), (view) => scrub(view, depth - 1, budget))
    return kept.replace(base64Run, (run) => withoutSecretsInBase64(run, depth, budget))
  }
  const withoutSecretsInBase64 = (lines: string, depth: number, budget: { left: number }): string => {
    const run = lines.replace(lineBreak, '')
    // Words may precede the data without a separator that is not base64 itself: /connect/token/<data>.
    const starts = partsOf(run)
    for (const offset of [0, 1, 2, 3, ...starts]) {
      const bytes = Buffer.from(run.slice(offset), 'base64')
      if (isPrivateKeyDer(bytes)) return run.slice(0, offset) + mark('private-key')
      const decoded = bytes.toString('latin1')
      const isText = !controls.test(decoded)
      const kept = scrub(decoded, isText ? depth - 1 : 0, budget)
      if (kept !== decoded) {
        const encoding = /[+/=]/.test(run.slice(offset)) ? 'base64' : 'base64url'
        return run.slice(0, offset) + Buffer.from(kept, 'latin1').toString(encoding)
      }
      if (isText && starts.length === 0) return lines
    }
    return lines
  }
  const text = (value: string): string =>
    value.length < shortestKnown ? value : scrub(value, maxDepth, { left: workFor(value.length) })
  const named = (name: string, value: string): string => {
    if (value === '' || value.startsWith('(withheld')) return value
    if (clientSecretName.test(name)) return mark('client-secret')
    if (controlTokenName.test(name)) return mark('control-token')
    if (/^(set-)?cookie$/i.test(name)) return withoutCookies(value, mark)
    if (privateMemberName.test(name) && /^(?!eyJ)[\w-]{30,}$/.test(value)) return mark('private-key')
    return text(value)
  }
  const pair = (raw: string): string => {
    const [rawName = '', ...rest] = raw.split('=')
    const rawValue = rest.join('=')
    const [name, value] = [formDecoded(rawName), formDecoded(rawValue)]
    const safeName = text(name)
    const sentName = safeName === name ? rawName : encodeURIComponent(safeName)
    if (rest.length === 0) return safeName === name ? text(raw) : sentName
    const plainName = fullyDecoded(name)
    const safeValue = named(plainName, value)
    if (safeValue !== value) return `${sentName}=${encodeURIComponent(safeValue)}`
    // A `+` that was meant literally is part of base64.
    return `${sentName}=${rawValue === value ? value : named(plainName, rawValue)}`
  }
  const form = (raw: string): string =>
    raw
      .split(/([&;])/)
      .map((part, index) => (index % 2 === 0 ? pair(part) : part))
      .join('')
  return {
    text,
    named,
    address(url) {
      const [path = '', ...query] = url.split('?')
      const scrubbedPath = text(path)
      const safePath =
        scrubbedPath === path ? path : scrubbedPath.replace(/[^\x21-\x7e]|["<>`{}?#%\\^|]/g, encodedCharacter)
      return query.length === 0 ? safePath : `${safePath}?${form(query.join('?'))}`
    },
    header(name, value) {
      if (/^(proxy-)?authorization$/i.test(name) && /^basic\s/i.test(value))
        return [name, `Basic ${mark('basic-credentials')}`]
      if (secretHeaders.test(name)) return [name, value === '' ? '' : mark('api-key')]
      return [text(name), named(name, value).replace(/[\r\n]/g, ' ')]
    },
    body(body) {
      const isForm = /^\s*[^{["'<\s-]/.test(body)
      return text(isForm ? form(body) : body)
    },
    data: (value) => withoutSecretsInData(value, text, named) as typeof value,
  }
}

/** How many characters may be read to scrub a text: a short text may be encoded several times, a long one hardly. */
function workFor(length: number): number {
  return Math.min(40 * length, 8 * length + 2 ** 21) + 4096
}

/** The kinds of secret in a text. */
export function secretsIn(text: string): ReadonlySet<SecretKind> {
  const kinds = new Set<SecretKind>()
  createScrubber(undefined, (kind) => kinds.add(kind)).text(text)
  return kinds
}

/** Recognises every secret but those that are known by their value only. */
export const scrubber: Scrubber = createScrubber()

/** Header fields whose whole value is a secret. */
const secretHeaders = /^(x-api-key|api-key|x-auth-key|proxy-authorization)$/i

/** A private member of a JWK (RFC 7518 6) as a field of a form: `d`, `jwk[d]`, `jwk.d`. */
const privateMemberName = /(^|[.[])(d|p|q|dp|dq|qi|k)\]?$/

/** What separates lines of base64: a line break or space, also escaped, in any number of encodings. */
const lineBreak = /(?:[\r\n\t ]|\\{1,8}[rnt]|%(?:25){0,8}(?:0[ad]|20)){1,4}/gi

/** Also of several lines, as `base64` and PEM have them; a line of a multipart form that begins with -- is not data. */
const base64Run = new RegExp(`(?:[\\w+/-]{40,}${lineBreak.source})+(?!--)[\\w+/-]+={0,2}|[\\w+/-]{11,}={0,2}`, 'gi')

/** Where the parts of a path begin, at most eight: `/` is also a character of base64. */
function partsOf(run: string): number[] {
  const starts: number[] = []
  for (let at = run.indexOf('/'); at >= 0 && starts.length < 8; at = run.indexOf('/', at + 1)) starts.push(at + 1)
  return starts
}

/** Bytes that no text contains; a signature does. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it tells text from other bytes
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/

/** Scrubs a decoded view of a text; the text as it was if the view has no secret. */
function ifChanged(raw: string, view: string, scrub: (view: string) => string): string {
  if (view === raw) return raw
  const kept = scrub(view)
  return kept === view ? raw : kept
}

function anyOf(values: readonly string[]): RegExp | undefined {
  if (values.length === 0) return undefined
  const longFirst = values.toSorted((a, b) => b.length - a.length)
  const escaped = (value: string) => value.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
  // A verdict shortens what it quotes, so that a secret may be there in part.
  const cut = longFirst.map((value) => `${escaped(value.slice(0, shortestKnown))}[!-~]{0,1024}…`)
  return new RegExp([...longFirst.map(escaped), ...cut].join('|'), 'gi')
}

/** JSON escapes of printable characters; a quote stays escaped, so that JSON stays JSON. */
function unescaped(text: string): string {
  return text
    .replace(/\\{1,8}u00([2-7][0-9a-f])/gi, (_, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16))
      return character === '"' || character === '\\' ? `\\${character}` : character
    })
    .replace(/\\{1,8}\//g, '/')
}

/** Percent-encoded characters, except controls, which would break the line. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded).replace(/\p{Cc}/gu, encodeURIComponent)
    } catch {
      return encoded
    }
  })
}

/** A name that was encoded more than once. */
function fullyDecoded(name: string): string {
  let decoded = name
  for (let times = 0; times < 3 && /[%\\]/.test(decoded); times += 1) decoded = unescaped(percentDecoded(decoded))
  return decoded
}

function formDecoded(text: string): string {
  return /[%+]/.test(text) ? percentDecodedForm(text) : text
}

function percentDecodedForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return percentDecoded(text.replaceAll('+', ' '))
  }
}

function encodedCharacter(character: string): string {
  return /[\ud800-\udfff]/.test(character) ? '%EF%BF%BD' : encodeURIComponent(character)
}

/**
 * A private key without PEM lines: PKCS#8, encrypted PKCS#8, PKCS#1, SEC1 or PKCS#12. A certificate or a public key begins
 * with another structure.
 */
function isPrivateKeyDer(bytes: Buffer): boolean {
  if (bytes[0] !== 0x30 || bytes.length < 40) return false
  const lengthBytes = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) - 0x80 : 0
  if (lengthBytes > 3) return false
  const head = bytes.subarray(2 + lengthBytes, 26 + lengthBytes).toString('hex')
  return /^02010[013](30|02|04)/.test(head) || /^30(8.)?.{0,4}06092a864886f70d01050d/.test(head)
}

function withoutSecretsInData(
  value: unknown,
  text: (value: string) => string,
  named: (name: string, value: string) => string,
  depth = 64,
): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return markOf('too-many-encodings')
  if (Array.isArray(value)) {
    const kept = value.map((item) => withoutSecretsInData(item, text, named, depth - 1))
    return kept.every((item, index) => item === value[index]) ? value : kept
  }
  const isKey = 'kty' in value
  let changed = false
  const entries = Object.entries(value).map(([name, member]) => {
    const isPrivate = isKey && privateMemberName.test(name) && typeof member === 'string' && member !== ''
    const kept = isPrivate
      ? markOf('private-key')
      : typeof member === 'string'
        ? named(name, member)
        : withoutSecretsInData(member, text, named, depth - 1)
    const safeName = text(name)
    changed ||= kept !== member || safeName !== name
    return [safeName, kept]
  })
  return changed ? Object.fromEntries(entries) : value
}
