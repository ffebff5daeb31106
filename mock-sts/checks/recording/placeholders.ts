/** Replaces what is secret or names someone by placeholders: the same one for the same value, so that a reader can still compare. */
import {
  clientAssertionTyp,
  clientAssertionType,
  dpopTyp,
  endpoints,
  environments,
  oauthErrorCodes,
} from 'helseid-contract'

export interface Placeholders {
  /** The value as JSON, at this member or claim. What cannot name anyone is left as it is. */
  show(name: string, value: unknown): string
}

/** Values that every recording may have. */
const ofRecordings = [
  ...oauthErrorCodes,
  ...Object.values(environments).flatMap(({ issuer }) => [issuer, `${issuer}${endpoints.token}`]),
  clientAssertionTyp,
  clientAssertionType,
  dpopTyp,
  ...'POST GET DPoP Bearer at+jwt JWT EC RSA none ENH'.split(' '),
  ...'client_credentials authorization_code refresh_token password'.split(' '),
  ...'private_key_jwt rsa_private_key ec_private_key'.split(' '),
  ...'single-tenant multi-tenant helseid_authorization nhn:sfm:journal-id'.split(' '),
]

/** What a comparison says about a value that differs in every answer. */
export const ofComparison: readonly string[] = [
  ...'present absent string number undefined object iat'.split(' '),
  ...['a string', 'a JWT', 'another form', 'a number of seconds', 'iat + expires_in'],
  ...['40 upper-case hex digits', '32 upper-case hex digits'],
]

const common = new Set<string>([...ofRecordings, ...ofComparison])

/** Public words by their form: algorithms, scopes and audiences, media types, cache directives, identifiers of code systems. */
const publicForms = [
  /^(?:RS|PS|ES|HS)(?:256|384|512)$/,
  /^[a-z][a-z-]*:[a-z][a-z.-]*(?:\/[a-z][a-z.:_/-]*)?$/,
  /^application\/[a-z+-]+(?:; ?charset=utf-8)?$/i,
  /^no-(?:store|cache)(?:, ?(?:no-(?:store|cache)|max-age=\d+))*$/,
  /^urn:oid:[\d.]+$/,
  /^urn:ietf:params:[a-z\d:_-]+$/,
  /^P-\d{3}$/,
  /^helseid:\/\/scopes\/[a-z_/]+$/,
  /^(?:openid|profile|offline_access)$/,
  /^iat \+ -?\d+$/,
]

/** Members whose value names a client, a person or a message, also if it looks like a scope. */
const ofNames = /client_id|client_secret|nonce|name|orgnr|pid|number|^(?:iss|sub|jti|kid|sid|code|password)$/

/** The registered token types, which are compared without regard to case. https://www.iana.org/assignments/oauth-parameters/#token-types */
const tokenTypes = /^(?:bearer|dpop|n_a|pop)$/i

/** Times, in epoch seconds, and lifetimes. */
const ofTimes = /^(?:iat|nbf|exp|auth_time|expires_in)$/

/** A larger number may name someone: organisations, persons and health personnel have numbers. */
const maxPublicNumber = 9999

/** The name of a placeholder, where that of the member does not say what it is. */
const kinds: readonly (readonly [RegExp, string])[] = [
  [/client_assertion|access_token|refresh_token|id_token|^token$|jwt/, 'token'],
  [/client_id|^iss$|^sub$/, 'client'],
  [/nonce/i, 'nonce'],
  [/orgnr|organization/, 'organization-number'],
]

export function createPlaceholders(): Placeholders {
  const known = new Map<string, string>()
  const counts = new Map<string, number>()
  const placeholder = (kind: string, value: string) => {
    const seen = known.get(value)
    if (seen !== undefined) return seen
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    known.set(value, `<${kind}-${count}>`)
    return `<${kind}-${count}>`
  }
  const kindOf = (name: string) =>
    kinds.find(([pattern]) => pattern.test(name))?.[1] ?? (name.split('/').at(-1) ?? name).replaceAll(/[^\w-]/g, '')
  const ofText = (name: string, text: string): string => {
    const isPublic = !ofNames.test(name) && publicForms.some((form) => form.test(text))
    if (text === '' || common.has(text) || isPublic) return text
    if (name === 'token_type' && tokenTypes.test(text)) return text
    if (name === 'scope')
      return text
        .split(' ')
        .map((one) => (publicForms.some((form) => form.test(one)) ? one : placeholder('scope', one)))
        .join(' ')
    if (name === 'error_description') return description(text)
    return placeholder(kindOf(name), text)
  }
  /** Its words are what a report is about; names that the recording shows elsewhere, numbers and quoted names are not. */
  const description = (text: string) => {
    const names = [...known]
      .filter(([value]) => value.length > 3)
      .toSorted(([one], [other]) => other.length - one.length)
    const replaced = names.reduce((result, [value, name]) => result.replaceAll(value, name), text)
    return (
      replaced
        .replaceAll(/(?<![\w-])e[wy][\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g, (jwt) => placeholder('token', jwt))
        .replaceAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g, (address) => placeholder('address', address))
        .replaceAll(/[\da-f]{8}-[\da-f-]{27}/gi, (id) => placeholder('id', id))
        .replaceAll(/(?<![\w-])\d{5,}/g, (number) => placeholder('number', number))
        .replaceAll(/"([^"<>]+)"/g, (_, quoted: string) => `"${placeholder('name', quoted)}"`)
        // Names of members and scopes are quoted like this, too.
        .replaceAll(
          /(?<!\w)'([^'<>]*[^a-z_:/.'<>][^'<>]*)'/g,
          (_, quoted: string) => `'${placeholder('name', quoted)}'`,
        )
    )
  }
  const hidden = (name: string, value: unknown): unknown => {
    if (typeof value === 'string') return ofText(name, value)
    if (typeof value === 'number')
      return ofTimes.test(name) || Math.abs(value) <= maxPublicNumber ? value : placeholder('number', String(value))
    if (Array.isArray(value)) return value.map((one) => hidden(name, one))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([member, inner]) => [
        ofName(member),
        hidden(member === 'value' ? name : member, inner),
      ]),
    )
  }
  /** A member may be named after a client or an organisation. */
  const ofName = (name: string) => (/\d{9}|[\da-f]{8}-[\da-f]{4}-/i.test(name) ? placeholder('member', name) : name)
  return { show: (name, value) => JSON.stringify(hidden(name, value)) ?? 'nothing' }
}
