/** Withholds secrets from everything that the twin keeps or prints: in every field, under every encoding. */
import { createReader, type Work, workFor, workPerCharacter } from './secrets/decoded-views.ts'
import { formDecoded, fullyUnescaped, withoutInvisible } from './secrets/encodings.ts'
import { isMark, markOf, type SecretKind } from './secrets/kinds.ts'
import { kindOfName, secretHeader, withoutAuthorization, withoutCookies } from './secrets/named-values.ts'
import { privateMemberName } from './secrets/private-keys.ts'

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

/** `known` returns the secrets to recognise by their value. */
export function createScrubber(
  known: () => readonly (string | undefined)[] = () => [],
  found: (kind: SecretKind) => void = () => undefined,
): Scrubber {
  const mark = (kind: SecretKind) => {
    found(kind)
    return markOf(kind)
  }
  const read = createReader(known, found)
  const text = (value: string, work?: Work): string => read(value, work)
  const named = (givenName: string, value: string, work?: Work, isKey = false): string => {
    const name = withoutInvisible(givenName)
    if (value === '' || isMark(value)) return value
    const kind = kindOfName(name)
    if (kind === 'cookie') return withoutCookies(value, mark)
    if (kind === 'authorization') {
      const kept = withoutAuthorization(value, mark)
      return kept === value ? text(value, work) : kept
    }
    if (kind !== undefined) {
      // A key inside is reported too.
      text(value, work)
      return mark(kind)
    }
    if (privateMemberName.test(name) && (isKey || /^(?!eyJ)[\w-]{30,}$/.test(value))) return mark('private-key')
    return text(value, work)
  }
  const pair = (sent: string, isKey: boolean, work: Work): string => {
    // What looks like a pair may be XML with an `=` inside a secret, which is recognised as a whole only.
    const raw = sent.includes('<') ? text(sent, work) : sent
    const [rawName = '', ...rest] = raw.split('=')
    const rawValue = rest.join('=')
    const [name, value] = [formDecoded(rawName), formDecoded(rawValue)]
    const safeName = text(name, work)
    const sentName = safeName === name ? rawName : encodeURIComponent(safeName)
    if (rest.length === 0) return safeName === name ? text(raw, work) : sentName
    const plainName = fullyUnescaped(name)
    const safeValue = named(plainName, value, work, isKey)
    if (safeValue !== value) return `${sentName}=${encodeURIComponent(safeValue)}`
    // A `+` that was meant literally is part of base64.
    return `${sentName}=${rawValue.includes('+') ? named(plainName, rawValue, work, isKey) : rawValue}`
  }
  const form = (raw: string, work: Work): string => {
    const isKey = /(?:^|[&;.[])kty\]?=/i.test(raw)
    return raw
      .split(/([&;])/)
      .map((part, index) => (index % 2 === 0 ? pair(part, isKey, work) : part))
      .join('')
  }
  return {
    text: (value) => text(value),
    named: (name, value) => named(name, value),
    address(url) {
      const [path = '', ...query] = url.split('?')
      const scrubbedPath = text(path)
      const safePath =
        scrubbedPath === path ? path : scrubbedPath.replace(/[^\x21-\x7e]|["<>`{}?#%\\^|]/g, encodedCharacter)
      return query.length === 0 ? safePath : `${safePath}?${form(query.join('?'), workFor(url.length))}`
    },
    header(name, value) {
      if (secretHeader.test(name)) return [name, value === '' ? '' : mark('api-key')]
      return [text(name), named(name, value).replace(/[\r\n]/g, ' ')]
    },
    body(body) {
      const isForm = /^\s*[^{["'<\s-]/.test(body)
      const work = workFor(body.length)
      return text(isForm ? form(body, work) : body, work)
    },
    data(value) {
      const work = workFor(0)
      const granted = (part: string) => {
        work.left += workPerCharacter * part.length
        return work
      }
      return withoutSecretsInData(
        value,
        (part) => text(part, granted(part)),
        (name, member) => named(name, member, granted(member)),
      ) as typeof value
    },
  }
}

/** The kinds of secret in a text. */
export function secretsIn(text: string): ReadonlySet<SecretKind> {
  const kinds = new Set<SecretKind>()
  createScrubber(undefined, (kind) => kinds.add(kind)).text(text)
  return kinds
}

/** Recognises every secret but those that are known by their value only. */
export const scrubber: Scrubber = createScrubber()

function encodedCharacter(character: string): string {
  return /[\ud800-\udfff]/.test(character) ? '%EF%BF%BD' : encodeURIComponent(character)
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
