/** Secrets that are recognised by the name before them: client secrets, passwords, API keys, credentials and cookies. */
import { isMark, type Mark } from './kinds.ts'
import { finder, withoutRanges } from './scan.ts'
import { createValueReader, type Value } from './value-end.ts'

const names = {
  'control-token': 'control[\\s_.+-]?(?:token|secret)s?',
  'client-secret':
    'client[\\s_.+-]?(?:secret|token)s?|shared[_-]?(?:secret|access[_-]?key)|(?<![a-z_-])secret(?:[_-]?key)?(?=["\'`\\\\]{0,9}\\s{0,20}[=:])',
  password: 'pass(?:word|wd|phrase|ord)s?|(?<![a-z])pwd',
  'api-key':
    'api[\\s_.-]?key|subscription[_-]key|x-auth-(?:token|key)|x-functions-key|(?:private|vault|security)-token|secret[_-]?(?:access)[_-]?key',
  authorization: '(?<![a-z_])(?:proxy-)?authorization(?![\\w-])',
  cookie: '(?<![a-z_])(?:set-)?cookies?(?![\\w-])',
} as const
type NamedKind = keyof typeof names

const anyName = Object.values(names).join('|')
const kindPatterns = Object.entries(names).map(
  ([kind, pattern]) => [kind as NamedKind, new RegExp(pattern, 'i')] as const,
)

/** The kind of secret that a member, field or parameter has by its name. */
export function kindOfName(name: string): NamedKind | undefined {
  return kindPatterns.find(([, pattern]) => pattern.test(name))?.[0]
}

/** The same for a name that is one of them. */
function kindOfMatch(name: string): NamedKind | undefined {
  const initial = name.charAt(0).toLowerCase()
  if (initial === 'c') return /^co/i.test(name) ? (/^coo/i.test(name) ? 'cookie' : 'control-token') : 'client-secret'
  return /^(?:secret|shared)/i.test(name) ? 'client-secret' : kindOfName(name)
}

/** Header fields whose whole value is a secret. */
export const secretHeader =
  /(?:^|[_-])(?:api-?key|auth-(?:key|token)|subscription-key|functions-key|vault-token|private-token|security-token)$/i

/** A tab that is escaped, also more than once; it separates columns as a tab does. */
const escapedTab = '\\\\{1,8}t|%(?:25){0,8}09'
const separatesColumns = new RegExp(`^(?:\\s|%20|\\+)*(?:\\t|(${escapedTab}))(?:\\s|%20|\\+|${escapedTab})*$`, 'i')

/**
 * A name up to its value: in a form, JSON, YAML, XML, HAR, a program or a command line. A comma or parenthesis precedes a value
 * only if that cannot be prose.
 */
const secretName = new RegExp(
  `(--|["'])?(${anyName})(?![\\w-]{0,2}(?:file|path))\\w{0,8}["'\`\\\\\\][\\d]{0,10}(\\s{0,20}(?:=>|->|:=|={1,3}|:|>)\\s{0,20}|[\\s+]{1,40}value\\s{0,20}[:=][\\s+]{0,20}|\\s{0,20},\\s{0,20}(?:\\\\{0,8}["'][a-z]{1,12}\\\\{0,8}["']\\s{0,9}:\\s{0,9}\\\\{0,8}["'][^"'\\\\]{0,20}\\\\{0,8}["']\\s{0,9},\\s{0,9}){0,2}\\\\{0,8}["']value\\\\{0,8}["']\\s{0,20}:\\s{0,20}|\\s{0,20}[,(]\\s{0,20}|(?:\\s|%20|\\+|${escapedTab}){1,20}(?=[^\\s]))\\[?(?:\\{\\s{0,20}\\\\{0,8}["']value\\\\{0,8}["']\\s{0,20}:\\s{0,20})?`,
  'gi',
)

export function withoutNamedSecrets(text: string, mark: Mark): string {
  if (!anyNameIn.test(text)) return text
  const named = text.includes('name=') ? withoutMultipartSecrets(text, mark) : text
  const source = named.includes('value') ? withoutValuesBeforeNames(named, mark) : named
  const read = createValueReader(source)
  const equals = finder(/=/g, source)
  const tab = finder(/\t/g, source)
  const escaped = finder(new RegExp(escapedTab, 'gi'), source)
  return withoutRanges(source, secretName, ({ 0: whole, 1: opening, 2: name = '', 3: separator = '', index }) => {
    const sign = separator.replace(/^[\s+]+(?=value)/, '').trim()
    // A column of a table follows the name, as in what a spreadsheet copies.
    const column = separatesColumns.exec(separator)
    if (/^(?:[%+]|$)/.test(sign) && opening !== '--' && column === null) return undefined
    const from = index + whole.length
    const kind = kindOfMatch(name)
    // Nothing here may look further than a few characters, except to a value that is then replaced.
    const beginning = source.slice(from, from + 64)
    if (kind === undefined || hasNoValue.test(beginning)) return undefined
    const isQuoted = /^\(?(?:[a-z]\w{0,11}\(|[bufr@$]{1,2})?\\{0,8}["'`]/i.test(beginning)
    const inLine = kind === 'cookie' || kind === 'authorization'
    const line = inLine || isLine(source, index, separator)
    if (line && sign === ':' && !isQuoted && proseStart.test(beginning)) return undefined
    if (kind === 'authorization' && tokenScheme.test(beginning)) return undefined
    const { start, end: lineEnd } = read.at(from, line || column !== null)
    const end = column === null ? lineEnd : Math.min(lineEnd, (column[1] === undefined ? tab : escaped)(start))
    if (kind === 'cookie' && equals(start) >= end) return undefined
    const value = source.slice(start, end)
    if (value === '' || isMark(value) || /^(?:null|true|false|undefined)$/.test(value)) return undefined
    if (column !== null && /^[a-z]{0,20}(?:[\s_-][a-z]{1,20}){0,9}$/i.test(value) && !/[a-z][A-Z]/.test(value))
      return undefined
    if (/^[,(]/.test(sign) && isProseList(source, { start, end }, isQuoted, separator)) return undefined
    if (/^(?:[%+]|$)/.test(sign) && wordsOnly.test(value) && /^\s[a-z]/.test(source.slice(end, end + 2)))
      return undefined
    if (name === 'PWD' && value.startsWith('/')) return undefined
    return { start, end, instead: withoutValue(kind, value, mark) }
  })
}

const quote = '\\\\{0,8}["\']'
const valueBeforeName = new RegExp(
  `${quote}value${quote}\\s{0,9}:\\s{0,9}${quote}([^"'\\\\]{1,2000})${quote}\\s{0,9},\\s{0,9}${quote}(?:name|key)${quote}\\s{0,9}:\\s{0,9}${quote}[\\w.-]{0,40}?(${anyName.replaceAll(/\(\?=[^)]*\)/g, '')})`,
  'gi',
)

/** Pairs such as `{"value": "…", "name": "client_secret"}`. */
function withoutValuesBeforeNames(text: string, mark: Mark): string {
  return withoutRanges(text, valueBeforeName, ({ 0: whole, 1: value = '', 2: name = '', index }) => {
    const kind = kindOfMatch(name)
    if (kind === undefined || isMark(value)) return undefined
    const start = index + whole.indexOf(value, 7)
    return { start, end: start + value.length, instead: mark(kind, value) }
  })
}

/** An object, a placeholder, or a mark. */
const hasNoValue = /^\(?["'`]?(?:[{<…]|\(withheld|withheld-)/

/** Lists of names and remarks: `["client_secret","private_key_jwt"]`, `client_secret (not used)`, `"amr":["pwd"],"sub":…`. */
function isProseList(text: string, { start, end }: Value, isQuoted: boolean, separator: string): boolean {
  if (text[start - 1] === '`' || text[start] === '#' || (!isQuoted && /\s$/.test(separator))) return true
  const value = text.slice(start, Math.min(end, start + 200))
  return wordsOnly.test(value) || /^\\{0,8}["']\s{0,9}:/.test(text.slice(end, end + 20))
}

/** Whether a value without quotes ends its line, as in YAML and other configurations, so that it can have spaces. */
function isLine(text: string, index: number, separator: string): boolean {
  if (/^\s*:\s|^\s+=\s/.test(separator)) return true
  return separator.trim() === '=' && startsLine(text, index)
}

/** Whether nothing but indentation and the beginning of a longer name precedes on the line. */
function startsLine(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - 64), index)
  const line = before.slice(before.search(/[^\n\u2028\u2029]*$/))
  return line.length < 64 && /^[\s-]{0,20}(?:export |set )?[\w.$:-]{0,40}["'`]?$/.test(line)
}

const anyNameIn = new RegExp(anyName, 'i')
const wordsOnly = /^[a-z]+(?:[\s_-][a-z]+)*$/i

/** Sentences that follow a name and a colon. */
const proseStart =
  /^(?:a|an|the|this|it|its|is|are|was|were|has|have|must|may|can|cannot|should|shall|will|would|not|no|only|use|used|uses|remove|removed|send|sent|set|give|take|put|expected|unexpected|missing|required|unknown|invalid|optional|text|string|in|of|for|from|to|at|and|or|with|without|see|HelseID|every|each|any|all|what|where|which|when|if)(?:\s|,\s)/i

function withoutValue(kind: NamedKind, value: string, mark: Mark): string {
  if (kind === 'cookie') return withoutCookies(value, mark)
  return kind === 'authorization' ? withoutAuthorization(value, mark) : mark(kind, value)
}

/** Schemes whose credentials are tokens, which are not secrets. */
const tokenScheme = /^\s*(?:bearer|dpop)(?:[\s+]|%20|$)|^\s*eyJ[\w-]+\./i
const otherScheme =
  /^\s*(basic|digest|negotiate|ntlm|kerberos|hawk|hmac|api-?key|key|token|secret|sharedkey(?:lite)?|oauth|privatetoken|aws4-hmac-sha256)(?:[\s+]|%20)/i

const onlyScheme = /^\s*(?:basic|digest|negotiate|ntlm)\s*$/i

/** The value of an Authorization field with its scheme. */
export function withoutAuthorization(value: string, mark: Mark): string {
  if (value.trim() === '' || isMark(value) || tokenScheme.test(value) || onlyScheme.test(value)) return value
  const [, scheme] = otherScheme.exec(value) ?? []
  if (scheme === undefined) return mark('authorization', value)
  const credentials = value.slice(value.indexOf(scheme) + scheme.length).trim()
  if (isMark(credentials)) return value
  return `${scheme} ${mark(scheme.toLowerCase() === 'basic' ? 'basic-credentials' : 'authorization', credentials)}`
}

const cookieAttribute = /^\s*(path|domain|expires|max-age|samesite)\s*$/i

/** The value of a Cookie or Set-Cookie field with its names and attributes. */
export function withoutCookies(value: string, mark: Mark): string {
  if (!value.includes('=')) return value.trim() === '' || isMark(value) ? value : mark('cookie', value)
  return value
    .split(';')
    .map((part) => {
      const equals = part.indexOf('=')
      if (equals < 0 || cookieAttribute.test(part.slice(0, equals)) || isMark(part.slice(equals + 1))) return part
      return `${part.slice(0, equals)}=${mark('cookie', part.slice(equals + 1))}`
    })
    .join(';')
}

const multipartName = /name=\\{0,4}["']?([^"'\r\n;\\]{1,80})/gi

/** A part of a multipart form: its value ends with the next part. */
function withoutMultipartSecrets(text: string, mark: Mark): string {
  const headEnd = finder(/(?:\r?\n|(?:\\r)?\\n){2}/g, text)
  const nextPart = finder(/(?:\r?\n|(?:\\r)?\\n)--/g, text)
  return withoutRanges(text, multipartName, ({ 1: name = '', index }) => {
    const kind = kindOfName(name)
    if (kind === undefined) return undefined
    const end = headEnd(index)
    if (end - index > 1000 || end === text.length) return undefined
    const start = end + (/^(?:\r?\n|(?:\\r)?\\n){2}/.exec(text.slice(end, end + 8))?.[0].length ?? 0)
    const valueEnd = nextPart(start)
    if (start >= valueEnd || isMark(text.slice(start, start + 20))) return undefined
    return { start, end: valueEnd, instead: mark(kind, text.slice(start, valueEnd)) }
  })
}
