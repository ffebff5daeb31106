/** Single mutations of a valid token request: the mutated part, its new value, and the rules that check it. */
import fc, { type Arbitrary } from 'fast-check'
import { multiTenantDetails, sfmDetails } from 'helseid-contract'
import { type Json, type JsonObject, type RequestChange, trimmed } from 'helseid-contract/rules'

/** One change to the reference request: to its values, or to its text once composed. */
export interface Mutation {
  /** The new value. */
  readonly value?: Json
  readonly change?: RequestChange
  readonly edit?: Edit
}

/** Changes a text at one place. */
export interface Edit {
  readonly of: 'assertion' | 'proof' | 'body'
  readonly kind: 'replace' | 'insert' | 'delete' | 'cut' | 'double'
  /** Where, as a fraction of the text's length. */
  readonly at: number
  readonly character: string
}

export interface Target {
  readonly name: string
  readonly mutations: Arbitrary<Mutation>
  /** Rules that check it, in addition to those on length. If a mutation is refused, one of them is broken. */
  readonly rules: RegExp
  /** The values with which the request may be accepted, with or without a warning. Default: any. */
  readonly mayPass?: (value: Json) => boolean
  /** The values with which it may be accepted without a warning. Default: the same. */
  readonly maySilently?: (value: Json) => boolean
}

/** `assertion_details` of the reference request: an organisation with a unit, and a journal. */
export const details: Json = [
  multiTenantDetails('994598759', '983658725'),
  sfmDetails('9c6f7f1e-3f0a-4a8e-9d5c-0a4a9e0f5d11'),
] as unknown as Json

/** JSON without the instructions of the recipe language. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .map((value) => JSON.parse(JSON.stringify(value ?? null).replaceAll('$', 'S')) as Json)
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((value) => value.replaceAll('$', 'S'))
const removed = fc.constant<Json>(null)
const jsonNull = fc.constant<Json>({ $null: true })

/** Values similar to `text`, and entirely different ones. */
function likeText(value: string): Arbitrary<Json> {
  const nearly: Json[] = [
    '',
    ' ',
    ` ${value}`,
    `${value} `,
    `${value}\n`,
    `${value}/`,
    `${value}x`,
    value.slice(1),
    value.slice(0, -1),
    value.toUpperCase(),
    value.replace(/[a-z]/, (letter) => letter.toUpperCase()),
    `${value} ${value}`,
    `${value},${value}`,
    [value],
    [value, value],
    [[value]],
    { value },
    `${value}\u0000`,
    `${value}\u200b`,
    { $text: [value, 2000] },
  ]
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...nearly) }, removed, jsonNull, text, json)
}

/** Times that are slightly or far off, and values that are not times. */
const likeTime: Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -1000, max: 1000 }).map((offset): Json => ({ $now: offset })) },
  fc.integer({ min: -1000, max: 1000 }).map((offset): Json => ({ $nowText: offset })),
  fc.integer({ min: -1000, max: 1000 }).map((offset): Json => ({ $fraction: offset })),
  fc.constantFrom<Json>({ $nowMs: 0 }, 0, -1, 1e300, -1e300, 2 ** 53, 1e-300, '', 'soon', true, false, [], {}),
  fc.maxSafeInteger(),
  removed,
  jsonNull,
  json,
)

const claim = (name: string, values: Arbitrary<Json>) =>
  values.map((value): Mutation => ({ value, change: { assertion: { claims: { [name]: value } } } }))
const header = (name: string, values: Arbitrary<Json>) =>
  values.map((value): Mutation => ({ value, change: { assertion: { header: { [name]: value } } } }))
const proofClaim = (name: string, values: Arbitrary<Json>) =>
  values.map((value): Mutation => ({ value, change: { proof: { claims: { [name]: value } } } }))
const proofHeader = (name: string, values: Arbitrary<Json>) =>
  values.map((value): Mutation => ({ value, change: { proof: { header: { [name]: value } } } }))
/** In a form every value is text, and a list is a repeated field. */
const field = (name: string, values: Arbitrary<Json>) =>
  values.map((value): Mutation => ({ value, change: { form: { [name]: isMark(value) ? '' : value } } }))
const isMark = (value: Json) => typeof value === 'object' && value !== null && '$null' in value

const edits = (of: Edit['of']): Arbitrary<Mutation> =>
  fc
    .record({
      of: fc.constant(of),
      kind: fc.constantFrom<Edit['kind']>('replace', 'insert', 'delete', 'cut', 'double'),
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      character: fc.constantFrom(...'ABCxyz019-_.=+/%& \t"{}é'.split('')),
    })
    .map((edit) => ({ edit }))

const algs = fc.constantFrom<Json>(
  'none',
  'None',
  'HS256',
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'ES256K',
  'EdDSA',
  'es256',
)

/** Every place in `value`, as a function that replaces the value there. */
function places(value: Json): ((other: Json) => Json)[] {
  const inside = (put: (key: string) => (other: Json) => Json, entries: [string, Json][]) =>
    entries.flatMap(([key, member]) => places(member).map((place) => (other: Json) => put(key)(place(other))))
  const itself = (other: Json) => other
  if (Array.isArray(value))
    return [
      itself,
      ...inside(
        (key) => (member) => value.map((old, at) => (at === Number(key) ? member : old)),
        Object.entries(value),
      ),
    ]
  if (typeof value !== 'object' || value === null) return [itself]
  const object = value as JsonObject
  return [itself, ...inside((key) => (member) => ({ ...object, [key]: member }), Object.entries(object))]
}

const organizationTexts = [
  '994598759',
  'NO:ORGNR:994598759',
  'NO:ORGNR:994598759:',
  'NO:ORGNR:994598759:983658725:1',
  'NO:ORGNR::983658725',
  'NO:ORGNR:99459875',
  'urn:oid:2.16.578.1.12.4.1.4.101',
  'helseid_authorization',
]
const likeDetails = fc
  .tuple(fc.constantFrom(...places(details)), fc.oneof(json, text, fc.constantFrom<Json>(...organizationTexts)))
  .map(([place, value]) => place(value))

/** The same value; in a form, a list with only that value is the same. */
const is = (good: string) => (value: Json) =>
  value === good || (Array.isArray(value) && value.length === 1 && value[0] === good)
/** The first of a repeated field counts (as in Duende). */
const first = (may: (value: Json) => boolean) => (value: Json) => may(Array.isArray(value) ? (value[0] ?? '') : value)
const never = () => false
const isAbsent = (value: Json) => value === null || isMark(value)
const isBlank = (value: Json): boolean =>
  isAbsent(value) ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.every(isBlank))
const isText = (value: Json) =>
  (typeof value === 'string' && value !== '') || (typeof value === 'object' && value !== null && '$text' in value)
const isTextual = (value: Json) => typeof value === 'object' && value !== null && '$nowText' in value
/** Seconds from now for a relative time; undefined for other values. */
function offsetOf(value: Json): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { $now, $nowText, $fraction } = value as Record<string, Json>
  if (typeof $fraction === 'number') return $fraction + 0.25
  return [$now, $nowText].find((offset): offset is number => typeof offset === 'number')
}
const within = (from: number, to: number) => (value: Json) => {
  const offset = offsetOf(value)
  return offset !== undefined && offset >= from && offset <= to
}
/** A number that is always a time in the past. */
const isLongAgo = (value: Json) => typeof value === 'number' && value < 1_700_000_000
/** The number in a string of digits, which HelseID accepts too. */
const asNumber = (value: Json): Json =>
  typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value
const sameAddress = (value: Json, address: string) =>
  typeof value === 'string' && URL.canParse(value) && new URL(value).origin + new URL(value).pathname === address

const anyAssertionRule =
  /^(assertion|credentials|client-|sub|typ|alg|kid|signature|key|crit|iss|aud|exp|lifetime|nbf|iat|jti)/
const anyProofRule = /^(proof|dpop|nonce)/

/** Any value may be long enough to break a rule on length first. */
export const lengthRules = /^(assertion-length|body-size|body-readable|proof-length)$/

/** The values of the valid request. */
export interface Reference {
  readonly clientId: string
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly scope: string
  readonly audience: string
  readonly kid: string
  readonly jti: string
  readonly nonce: string
}

export function targetsOf({
  clientId,
  issuer,
  tokenEndpoint,
  scope,
  audience,
  kid,
  jti,
  nonce,
}: Reference): readonly Target[] {
  return [
    {
      name: 'assertion header alg',
      mutations: header('alg', fc.oneof(algs, likeText('ES256'))),
      rules: /^(alg|key-alg|signature)/,
      mayPass: is('ES256'),
    },
    {
      name: 'assertion header typ',
      mutations: header('typ', likeText('client-authentication+jwt')),
      rules: /^typ/,
      mayPass: is('client-authentication+jwt'),
    },
    {
      name: 'assertion header kid',
      mutations: header('kid', likeText(kid)),
      rules: /^(kid|signature)/,
      maySilently: is(kid),
    },
    {
      name: 'assertion header, another member',
      mutations: fc
        .tuple(fc.constantFrom('crit', 'b64', 'jwk', 'jku', 'x5c', 'x5u', 'cty', 'zip', 'nonce'), json)
        .chain(([name, value]) => header(name, fc.constant(value))),
      rules: /^(crit|assertion-readable)/,
    },
    { name: 'iss', mutations: claim('iss', likeText(clientId)), rules: /^iss/, mayPass: is(clientId) },
    {
      name: 'sub',
      mutations: claim('sub', likeText(clientId)),
      rules: /^(sub|client-known|iss|client-id|credentials)/,
      mayPass: is(clientId),
    },
    {
      name: 'aud',
      mutations: claim('aud', likeText(issuer)),
      rules: /^aud/,
      mayPass: (value) =>
        [issuer, `${issuer}/`].includes(String(Array.isArray(value) && value.length === 1 ? value[0] : value)),
      maySilently: is(issuer),
    },
    {
      name: 'exp',
      mutations: claim('exp', likeTime),
      rules: /^(exp|lifetime|nbf-before)/,
      mayPass: within(0, 65),
      maySilently: (value) => within(0, 10.9)(value) && !isTextual(value),
    },
    {
      name: 'nbf',
      mutations: claim('nbf', likeTime),
      rules: /^nbf/,
      mayPass: (value) => isAbsent(value) || isLongAgo(asNumber(value)) || within(-1000, 10)(value),
      maySilently: (value) => (isLongAgo(value) || within(-1000, 10)(value)) && !isTextual(value),
    },
    {
      name: 'iat',
      mutations: claim('iat', likeTime),
      rules: /^iat/,
      maySilently: (value) => (isLongAgo(value) || within(-1000, 300)(value)) && !isTextual(value),
    },
    {
      name: 'jti',
      mutations: claim('jti', likeText(jti)),
      rules: /^jti/,
      mayPass: (value) => isText(value) && !isBlank(value),
    },
    {
      name: 'assertion_details',
      mutations: claim('assertion_details', likeDetails),
      rules: /^(details|organization|structure|parent|child|system|sfm)/,
    },
    {
      name: 'authorization_details',
      mutations: claim('authorization_details', json),
      rules: /^details/,
      mayPass: isAbsent,
    },
    {
      name: 'the key that signs the assertion',
      mutations: fc
        .constantFrom('second', 'ec384', 'ed25519', 'weak', 'registered', 'secp256k1', 'oct')
        .map((key) => ({ value: key, change: { assertion: { key } } }) as Mutation),
      rules: /^(alg|kid|signature|key)/,
      mayPass: never,
    },
    { name: 'the assertion’s text', mutations: edits('assertion'), rules: anyAssertionRule },
    {
      name: 'client_id',
      mutations: field('client_id', likeText(clientId)),
      rules: /^(client-id|fields)/,
      maySilently: is(clientId),
    },
    {
      name: 'client_assertion',
      mutations: field('client_assertion', fc.oneof(text, json)),
      rules: /^(assertion|credentials|fields)/,
      mayPass: never,
    },
    {
      name: 'client_assertion_type',
      mutations: field('client_assertion_type', likeText('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')),
      rules: /^(assertion|credentials|fields)/,
      mayPass: first(is('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')),
    },
    {
      name: 'grant_type',
      mutations: field('grant_type', likeText('client_credentials')),
      rules: /^grant-type/,
      mayPass: is('client_credentials'),
    },
    {
      name: 'scope',
      mutations: field('scope', likeText(scope)),
      rules: /^scope/,
      mayPass: (value) =>
        isBlank(value) ||
        trimmed(String(value))
          .split(' ')
          .every((word) => word === '' || word === scope),
    },
    {
      name: 'resource',
      mutations: field('resource', likeText(audience)),
      rules: /^(resource|scope)/,
      mayPass: (value) => isBlank(value) || is(audience)(value),
    },
    {
      name: 'client_secret',
      mutations: field('client_secret', likeText('secret')),
      rules: /^(no-client-secret|client-secret)/,
      mayPass: first(isBlank),
    },
    {
      name: 'method',
      mutations: fc
        .constantFrom('GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS')
        .map((method) => ({ value: method, change: { method } })),
      rules: /^method/,
      mayPass: never,
    },
    {
      name: 'Content-Type',
      mutations: fc
        .constantFrom(
          null,
          'application/json',
          'text/plain',
          'multipart/form-data; boundary=x',
          'application/x-www-form-urlencoded; charset=utf-8',
          'APPLICATION/X-WWW-FORM-URLENCODED',
          'form',
          ';',
        )
        .map((contentType) => ({ value: contentType, change: { contentType } })),
      rules: /^form/,
      mayPass: (value) => /^application\/x-www-form-urlencoded\s*(;|$)/i.test(String(value)),
    },
    {
      name: 'the body’s text',
      mutations: edits('body'),
      rules: /./,
    },
    {
      name: 'Authorization',
      mutations: fc
        .oneof(
          fc.constantFrom('Basic ${basic}', 'Basic', 'Bearer x', 'Basic %%%', 'DPoP x'),
          fc.base64String().map((value) => `Basic ${value}`),
        )
        .map((value) => ({ change: { headers: [['Authorization', value]] } }) as Mutation),
      rules: /^(no-client-secret|client-secret|client-id|client-known|assertion)/,
    },
    {
      name: 'DPoP header',
      mutations: fc
        .constantFrom<RequestChange>(
          { proof: null },
          { proof: { sent: 'in two fields' } },
          { proof: { sent: 'twice in one field' } },
        )
        .map((change) => ({ value: 'changed', change })),
      rules: anyProofRule,
      mayPass: never,
    },
    {
      name: 'proof header typ',
      mutations: proofHeader('typ', likeText('dpop+jwt')),
      rules: /^proof-(typ)/,
      mayPass: is('dpop+jwt'),
    },
    {
      name: 'proof header alg',
      mutations: proofHeader('alg', fc.oneof(algs, likeText('ES256'))),
      rules: /^proof-(alg|signature)/,
      mayPass: is('ES256'),
    },
    {
      name: 'proof header jwk',
      mutations: proofHeader(
        'jwk',
        fc.oneof(
          json,
          removed,
          fc.constantFrom<Json>(
            { $privateJwk: 'proof' },
            { $publicJwk: 'ec' },
            { $publicJwk: 'registered' },
            { $privateJwk: 'oct' },
          ),
        ),
      ),
      rules: /^proof-(jwk|signature|key)/,
      mayPass: never,
    },
    {
      name: 'proof claim jti',
      mutations: proofClaim('jti', likeText(jti)),
      rules: /^proof-(jti|once|readable)/,
      mayPass: isText,
    },
    {
      name: 'proof claim htm',
      mutations: proofClaim('htm', likeText('POST')),
      rules: /^proof-(htm)/,
      mayPass: is('POST'),
    },
    {
      name: 'proof claim htu',
      mutations: proofClaim('htu', likeText(tokenEndpoint)),
      rules: /^proof-(htu)/,
      mayPass: (value) => sameAddress(value, tokenEndpoint),
      maySilently: is(tokenEndpoint),
    },
    {
      name: 'proof claim iat',
      mutations: proofClaim('iat', likeTime),
      rules: /^proof-(iat|readable)/,
      mayPass: within(-360, 300),
      maySilently: (value) => within(-60, 60)(value) && !isTextual(value),
    },
    { name: 'proof claim nonce', mutations: proofClaim('nonce', likeText(nonce)), rules: /^nonce/, mayPass: is(nonce) },
    {
      name: 'proof claim, another',
      mutations: fc
        .tuple(fc.constantFrom('exp', 'nbf', 'ath', 'iss', 'aud', 'other'), fc.oneof(likeTime, json))
        .chain(([name, value]) => proofClaim(name, fc.constant(value))),
      rules: /^proof/,
    },
    {
      name: 'the key that signs the proof',
      mutations: fc
        .constantFrom('ec', 'registered', 'ec384', 'ed25519', 'weak', 'secp256k1', 'oct')
        .map(
          (key) => ({ value: key, change: { proof: { key, header: { jwk: { $publicJwk: 'proof' } } } } }) as Mutation,
        ),
      rules: /^proof-(alg|signature|jwk|key)/,
      mayPass: never,
    },
    { name: 'the proof’s text', mutations: edits('proof'), rules: anyProofRule },
  ]
}
