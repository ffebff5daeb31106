/** Generates requests that an API must refuse: a good token and a good proof, with one thing changed. */
import fc from 'fast-check'
import { base64urlJson } from 'helseid-contract'
import { signJws } from 'helseid-contract/rules'
import {
  attacker,
  audience,
  good,
  hash,
  holder,
  issuer,
  now,
  otherHolder,
  proofClaims,
  proofHeader,
  publicHolder,
  scope,
  signer,
  tokenClaims,
  tokenHeader,
  url,
  usedJti,
  withoutKid,
} from './good-request.ts'

/** A request to forge: what its headers will contain. */
export interface Forgery {
  /** The kind of change, such as `proof claim htu`. */
  readonly kind: string
  /** Whether every signature in it was made after the change. */
  readonly isResigned: boolean
  readonly token: string
  readonly proof: string
  /** The JWT that was changed. */
  readonly changed: 'token' | 'proof'
}

/** A value of the wrong type or with the wrong content. */
const anyValue = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.integer(),
  fc.constantFrom<unknown>(null, true, [], {}, [{}], '', -1, 1e300, { toString: 1 }),
  fc.array(fc.string({ maxLength: 8 }), { maxLength: 3 }),
)
const notOneOf = (...values: unknown[]) =>
  anyValue.filter((value) => !values.some((good) => JSON.stringify(good) === JSON.stringify(value)))
/** Moments before or after `bound`, many of them close to it. */
const before = (bound: number) =>
  fc.oneof(fc.integer({ min: bound - 200, max: bound }), fc.integer({ min: bound - 1e6, max: bound }))
const after = (bound: number) =>
  fc.oneof(fc.integer({ min: bound, max: bound + 200 }), fc.integer({ min: bound, max: bound + 1e6 }))

let proofs = 0
/** A fresh `jti`: a proof that one forgery used must not be the reason why another is refused. */
const freshJti = () => `fresh ${proofs++}`

/** Claims of a token that the issuer signed, but not for this request. */
const wrongTokenClaims: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  iss: fc.oneof(notOneOf(issuer), fc.constantFrom(`${issuer}/`, issuer.toUpperCase(), 'https://helseid-sts.nhn.no')),
  aud: fc.oneof(notOneOf(audience, [audience]), fc.constantFrom<unknown>([audience, 'other'], `${audience} `, [])),
  exp: fc.oneof(before(now - 11), fc.constantFrom<unknown>(null, 'later', {})),
  nbf: fc.oneof(after(now + 11), fc.constantFrom<unknown>(null, 'earlier', {})),
  scope: fc.oneof(notOneOf([scope]), fc.constantFrom<unknown>(`${scope}s`, [`${scope} x`], [scope.toUpperCase()])),
  client_id: fc.constantFrom<unknown>(null, '', 7, [], {}),
  cnf: fc.oneof(
    notOneOf({ jkt: holder.kid }),
    fc.constant({ jkt: otherHolder.kid }),
    fc.record({ jkt: fc.string({ maxLength: 50 }) }),
  ),
}

/** Members of the header of a token that the issuer signed. */
const wrongTokenHeaders: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  typ: notOneOf('at+jwt', 'application/at+jwt', 'JWT', 'jwt'),
  kid: notOneOf(signer.kid),
  crit: fc.constantFrom<unknown>(['b64'], ['exp'], [], 'exp'),
  b64: fc.boolean(),
  zip: fc.constantFrom('DEF', 'none'),
}

/** Claims of a proof that the right key signed, but not for this request. */
const wrongProofClaims: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  htm: fc.oneof(notOneOf('GET'), fc.constantFrom('get', 'POST', 'GET ')),
  htu: fc.oneof(
    notOneOf(url),
    fc.webUrl(),
    fc.constantFrom(`${url}/`, `${url}x`, ` ${url}`, 'http://api.example/things', 'https://api.example:8443/things'),
  ),
  iat: fc.oneof(before(now - 71), after(now + 11), fc.constantFrom<unknown>(null, '1')),
  ath: fc.oneof(notOneOf(hash(good.token)), fc.string({ maxLength: 60 }).map(hash)),
  jti: fc.constantFrom<unknown>(usedJti, null, '', 7, {}),
}

/** Members of the header of a proof that the right key signed. */
const wrongProofHeaders: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  typ: notOneOf('dpop+jwt'),
  jwk: fc.oneof(anyValue, fc.constant({ ...publicHolder, d: holder.d }), fc.constant(withoutKid(otherHolder))),
  crit: fc.constantFrom<unknown>(['b64'], ['exp'], [], 'exp'),
  b64: fc.boolean(),
  zip: fc.constantFrom('DEF', 'none'),
}

const changedToken = (kind: string, token: string, isResigned: boolean): Forgery => {
  // The proof fits the changed token, so that nothing but the change can be the reason of the refusal.
  const proof = signJws(proofHeader, { ...proofClaims, jti: freshJti(), ath: hash(token) }, holder, 'ES256')
  return { kind, isResigned, token, proof, changed: 'token' }
}
const changedProof = (kind: string, proof: string, isResigned: boolean): Forgery => ({
  kind,
  isResigned,
  token: good.token,
  proof,
  changed: 'proof',
})

const resigned = fc.oneof(
  ...Object.entries(wrongTokenClaims).map(([name, values]) =>
    values.map((value) =>
      changedToken(
        `token claim ${name}`,
        signJws(tokenHeader, { ...tokenClaims, [name]: value } as never, signer, 'RS256'),
        true,
      ),
    ),
  ),
  ...Object.entries(wrongTokenHeaders).map(([name, values]) =>
    values.map((value) =>
      changedToken(
        `token header ${name}`,
        signJws({ ...tokenHeader, [name]: value } as never, tokenClaims, signer, 'RS256'),
        true,
      ),
    ),
  ),
  ...Object.entries(wrongProofClaims).map(([name, values]) =>
    values.map((value) =>
      changedProof(
        `proof claim ${name}`,
        signJws(proofHeader, { ...proofClaims, jti: freshJti(), [name]: value } as never, holder, 'ES256'),
        true,
      ),
    ),
  ),
  ...Object.entries(wrongProofHeaders).map(([name, values]) =>
    values.map((value) =>
      changedProof(
        `proof header ${name}`,
        signJws({ ...proofHeader, [name]: value } as never, { ...proofClaims, jti: freshJti() }, holder, 'ES256'),
        true,
      ),
    ),
  ),
  fc
    .constantFrom('RS384', 'RS512', 'PS256')
    .map((alg) =>
      changedToken('token in another algorithm', signJws({ ...tokenHeader, alg }, tokenClaims, signer, alg), true),
    ),
  fc.constantFrom('HS256', 'HS384', 'HS512').map((alg) =>
    // The key confusion of RFC 8725 2.1.
    changedToken(
      'token with the public key as secret',
      signJws({ ...tokenHeader, alg }, tokenClaims, signer, alg),
      true,
    ),
  ),
  fc
    .string({ maxLength: 20 })
    .map((client_id) =>
      changedToken(
        'token by a key in its own header',
        signJws({ ...tokenHeader, jwk: withoutKid(attacker) }, { ...tokenClaims, client_id }, attacker, 'RS256'),
        true,
      ),
    ),
  fc
    .string({ maxLength: 20 })
    .map((client_id) =>
      changedToken(
        'token by another key',
        signJws(tokenHeader, { ...tokenClaims, client_id }, attacker, 'RS256'),
        true,
      ),
    ),
  fc
    .string({ minLength: 1, maxLength: 20 })
    .map((jti) =>
      changedProof('proof by another key', signJws(proofHeader, { ...proofClaims, jti }, otherHolder, 'ES256'), true),
    ),
  fc.string({ minLength: 1, maxLength: 20 }).map((jti) => {
    const header = { ...proofHeader, jwk: withoutKid(otherHolder) }
    return changedProof('binding swapped', signJws(header, { ...proofClaims, jti }, otherHolder, 'ES256'), true)
  }),
)

const goodProof = signJws(proofHeader, proofClaims, holder, 'ES256')
const jwts = { token: good.token, proof: goodProof }
const alphabet = fc.constantFrom(...'ABab09-_.=+/ ,"\\\0é{}')
const of = fc.constantFrom('token', 'proof') as fc.Arbitrary<'token' | 'proof'>
const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

const edits: Readonly<Record<string, (text: string, at: number, character: string) => string>> = {
  'a character replaced': (text, at, character) => text.slice(0, at) + character + text.slice(at + 1),
  'a character removed': (text, at) => text.slice(0, at) + text.slice(at + 1),
  'a character added': (text, at, character) => text.slice(0, at) + character + text.slice(at),
  'cut off': (text, at) => text.slice(0, at),
  'a piece repeated': (text, at) => text.slice(0, at) + text.slice(Math.max(0, at - 9)),
}

const parts: Readonly<Record<string, (part: string, other: string) => string>> = {
  'a part empty': () => '',
  'a part of the other JWT': (_, other) => other,
  'a part padded': (part) => `${part}=`,
  'a part twice': (part) => `${part}.${part}`,
  'a part in hex': (part) => Buffer.from(part, 'base64url').toString('hex'),
}

/** Changes that the signature does not cover. */
const unsigned = fc.oneof(
  fc.record({ of, what: fc.constantFrom(...Object.keys(edits)), position, character: alphabet }).map((edit) => {
    const text = jwts[edit.of]
    const change = edits[edit.what] as (typeof edits)[string]
    return forged(edit.of, edit.what, change(text, Math.floor(edit.position * text.length), edit.character))
  }),
  fc.record({ of, what: fc.constantFrom(...Object.keys(parts)), index: fc.nat(2) }).map(({ of, what, index }) => {
    const [own, other] = [jwts[of].split('.'), jwts[of === 'token' ? 'proof' : 'token'].split('.')]
    const change = parts[what] as (typeof parts)[string]
    return forged(of, what, own.with(index, change(own[index] ?? '', other[index] ?? '')).join('.'))
  }),
  fc
    .record({
      of,
      index: fc.nat(1),
      name: fc.constantFrom('alg', 'kid', 'jwk', 'jku', 'x5c', 'exp', 'client_id', 'cnf', 'htu', 'x'),
      value: anyValue,
    })
    .map(({ of, index, name, value }) => {
      const own = jwts[of].split('.')
      const changed = { ...JSON.parse(Buffer.from(own[index] ?? '', 'base64url').toString()), [name]: value }
      return forged(
        of,
        `${name} in the ${index === 0 ? 'header' : 'payload'}`,
        own.with(index, base64urlJson(changed)).join('.'),
      )
    }),
  fc.record({ of, alg: fc.constantFrom('none', 'NONE', 'HS256', 'hs256', 'EdDSA') }).map(({ of, alg }) => {
    const [header = '', payload = '', signature = ''] = jwts[of].split('.')
    const changed = base64urlJson({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), alg })
    return forged(of, `alg ${alg}`, `${changed}.${payload}.${alg.toLowerCase() === 'none' ? '' : signature}`)
  }),
)

function forged(changed: 'token' | 'proof', kind: string, text: string): Forgery {
  return changed === 'token' ? changedToken(`token, ${kind}`, text, false) : changedProof(`proof, ${kind}`, text, false)
}

/**
 * Whether the change makes another request. Spaces around the token do not: several may follow the scheme, and none
 * belong to the value of a header (RFC 9110 11.4, 5.5).
 */
export function isForgery({ changed, token, proof }: Forgery): boolean {
  return changed === 'token' ? token.replace(/^ +| +$/g, '') !== good.token : proof !== goodProof
}

/**
 * `count` forgeries, half of them well-formed and signed after the change. The same seed gives the same kinds and values;
 * signatures differ.
 */
export function forgeries(count: number, seed: number): readonly Forgery[] {
  const half = Math.ceil(count / 2)
  return [resigned, unsigned.filter(isForgery)].flatMap((kind) => fc.sample(kind, { numRuns: half, seed }))
}
