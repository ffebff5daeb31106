/** Finds JWTs and forms anywhere in a text: a log line, an exception, JSON, JSON inside JSON, a URL. */
import { dpopTyp } from 'helseid-contract'
import type { JsonObject } from 'helseid-contract/rules'
import { readCompactJwt } from '../verdict/compact-jwt.ts'

export interface FoundJwt {
  readonly kind: 'client assertion' | 'DPoP proof' | 'access token' | 'ID token'
  readonly compact: string
  readonly claims: JsonObject
}

/** JSON objects in base64url start with one of these. Every match starts where a word does, so that the search is linear. */
const jwt = /(?<![\w-])e[wy][\w-]{8,}\.[\w-]+(?:\.[\w-]*)*(…|\.\.\.)?/g

/** More JWTs in one text are not read. */
const maxJwts = 100

/** Every different JWT in the text, in order. */
export function findJwts(text: string): FoundJwt[] {
  const compacts = [...unescaped(text).matchAll(jwt)].slice(0, maxJwts).map(([found]) => withoutFullStop(found))
  return [...new Set(compacts)].flatMap((compact) => {
    const read = readCompactJwt(compact)
    return 'unreadable' in read ? [] : [{ kind: kindOf(read), compact, claims: read.claims }]
  })
}

/** A sentence may end with a JWT. */
function withoutFullStop(found: string): string {
  return /^(?:[\w-]+\.){3}$/.test(found) ? found.slice(0, -1) : found
}

/** What a JWT is, by its header, then by its claims. */
export function kindOf({
  header,
  claims,
}: {
  readonly header: JsonObject
  readonly claims: JsonObject
}): FoundJwt['kind'] {
  const typ = typeof header.typ === 'string' ? header.typ.toLowerCase() : ''
  if (typ === dpopTyp || 'htm' in claims || 'jwk' in header) return 'DPoP proof'
  if (/^(?:application\/)?at\+jwt$/.test(typ) || 'cnf' in claims || ('scope' in claims && 'client_id' in claims))
    return 'access token'
  if ('at_hash' in claims || 'auth_time' in claims) return 'ID token'
  return 'client assertion'
}

/** Any other JWT is taken for an assertion; this one cannot be anything else. */
export function isCertainlyAssertion({ kind, claims: { iss, sub } }: FoundJwt): boolean {
  return kind === 'client assertion' && iss !== undefined && iss === sub
}

const formField = /(?:^|[^\w.-])((?:grant_type|client_id|client_assertion|client_assertion_type|scope)=.*&.*)$/s

/** A form inside a line, such as `client_id=…&scope=…` in a log. Words are searched one by one, so that the search is linear. */
export function findForm(text: string): string | undefined {
  const words = unescapedJson(text).split(/[\s"'`<>|]+/)
  const found = words.flatMap((word) => (word.includes('&') ? (formField.exec(word)?.[1] ?? []) : []))
  // Around a form in a text may be brackets, which no encoded form contains.
  return found.toSorted((a, b) => b.length - a.length)[0]?.replace(/[)\]},;]+$/, '')
}

/** Undoes the escapes of JSON, as often as it was put inside JSON, and of URLs, where they can touch a JWT. */
function unescaped(text: string): string {
  return unescapedJson(text).replace(/%(?:20|22|2E|3D|26|3A|2C)/gi, (encoded) => (/2e/i.test(encoded) ? '.' : ' '))
}

/** Undoes the escapes of JSON and of string literals, as often as they were escaped themselves. */
export function unescapedJson(text: string): string {
  return text.replace(/(?<!\\)\\+(?:u00([0-9a-f]{2})|([nrt"/]))/gi, (_, hex?: string, letter?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    return letter === '"' || letter === '/' ? letter : '\n'
  })
}
