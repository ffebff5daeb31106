/** Forgeries made by hand, by the check that must refuse them: the D rows of the case table, and the classic attacks on JWTs. */
import { createPublicKey } from 'node:crypto'
import { base64urlJson, claims as names } from 'helseid-contract'
import { type JsonObject, type Jwk, publicJwk, signJws } from 'helseid-contract/rules'
import certificates from '../keys/certificates.json' with { type: 'json' }
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import {
  attacker,
  audience,
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
import { type Sent, withDpop } from './send.ts'

/** What to change in a good token or proof. A member that is undefined is left out; text is signed as it is. */
interface Change {
  readonly header?: Readonly<Record<string, unknown>> | string
  readonly claims?: Readonly<Record<string, unknown>> | string
  readonly key?: Jwk
  readonly alg?: string
  /** Changes the signed JWT. */
  readonly edit?: (jwt: string) => string
}

/** The organisation that the API under attack requires. */
export const organization = '994598759'
const claimsOfToken: JsonObject = { ...tokenClaims, [names.orgnrParent]: organization }

const merged = (base: JsonObject, change: Change['header'] = {}) =>
  typeof change === 'string' ? change : { ...base, ...change }

function signedToken({ header, claims, key = signer, alg = 'RS256', edit = (jwt) => jwt }: Change): string {
  return edit(signJws(merged({ ...tokenHeader, alg }, header), merged(claimsOfToken, claims), key, alg))
}

let proofs = 0
function signedProof(
  token: string,
  { header, claims, key = holder, alg = 'ES256', edit = (jwt) => jwt }: Change,
): string {
  const fresh = { ...proofClaims, jti: `by hand ${proofs++}`, ath: hash(token) }
  return edit(signJws(merged({ ...proofHeader, alg }, header), merged(fresh, claims), key, alg))
}

/** A forged token, with a proof that fits it: nothing but the token can be the reason of the refusal. */
function token(change: Change): Sent {
  const forged = signedToken(change)
  return withDpop({ token: forged, proof: signedProof(forged, {}) })
}

/** A good token with a forged proof. */
function proof(change: Change): Sent {
  const good = signedToken({})
  return withDpop({ token: good, proof: signedProof(good, change) })
}

/** A good token and a good proof in other headers, or for another request. */
function request(change: (token: string, proof: string) => Partial<Sent>): Sent {
  const good = signedToken({})
  const goodProof = signedProof(good, {})
  return { ...withDpop({ token: good, proof: goodProof }), ...change(good, goodProof) }
}

/** One forgery per value. */
function each<T>(what: string, values: readonly T[], make: (value: T) => Sent): Readonly<Record<string, Sent>> {
  return Object.fromEntries(values.map((value) => [`${what} ${JSON.stringify(value) ?? 'left out'}`, make(value)]))
}

const publicSigner = publicJwk(signer)
const publicAttacker = withoutKid(attacker)
const attackerKid = String(attacker.kid)
const pemOf = (key: Jwk) => createPublicKey({ key: publicJwk(key) as never, format: 'jwk' })
const octet = (secret: string | Buffer): Jwk => ({ kty: 'oct', k: Buffer.from(secret).toString('base64url') })
const spki = pemOf(signer).export({ type: 'spki', format: 'pem' })
/** What a library may take for the secret if it is given a public key: RFC 8725 2.1. */
const secrets: Readonly<Record<string, Jwk>> = {
  'the public JWK': octet(JSON.stringify(publicSigner)),
  'the public key as PEM': octet(spki),
  'the public key as PEM without its last line break': octet(String(spki).trim()),
  'the public key as PKCS#1 PEM': octet(pemOf(signer).export({ type: 'pkcs1', format: 'pem' })),
  'the public key as DER': octet(pemOf(signer).export({ type: 'spki', format: 'der' })),
  'the modulus': octet(Buffer.from(String(publicSigner.n), 'base64url')),
  nothing: octet(''),
}
const confusions = Object.entries(secrets).flatMap(([what, key]) =>
  (what === 'the public JWK' ? ['HS256', 'HS384', 'HS512'] : ['HS256']).map(
    (alg) => [`${alg} with ${what} as the secret`, token({ alg, key })] as const,
  ),
)

const withSignature = (signature: string) => (jwt: string) => `${jwt.slice(0, jwt.lastIndexOf('.'))}.${signature}`
const zeros = (bytes: number) => Buffer.alloc(bytes).toString('base64url')
const editPart = (index: number, change: (part: string) => string) => (jwt: string) =>
  jwt
    .split('.')
    .map((part, at) => (at === index ? change(part) : part))
    .join('.')
const json = (change: (object: Record<string, unknown>) => object) => (part: string) =>
  base64urlJson(change(JSON.parse(Buffer.from(part, 'base64url').toString())))
const flipped = (part: string) => `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}`
/** Sets the unused bits of the last character: another spelling of the same bytes. */
const lastBits = (part: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return part.slice(0, -1) + alphabet[alphabet.indexOf(part.at(-1) ?? '') ^ 1]
}
/** The other valid ECDSA signature of the same text: r and the order of P-256 minus s. */
const otherS = (signature: string) => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const bytes = Buffer.from(signature, 'base64url')
  const s = (order - BigInt(`0x${bytes.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0')
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(s, 'hex')]).toString('base64url')
}
/** JSON in which the first value of a member is good, and the second one, which counts (RFC 7515 4), is not. */
const twice = (base: JsonObject, name: string, second: unknown) =>
  `${JSON.stringify(base).slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(second)}}`
const usedProof = (change: Change = {}) => proof({ ...change, claims: { jti: usedJti, ...(change.claims as object) } })

const malformed: Readonly<Record<string, (jwt: string) => string>> = {
  'one word': () => 'garbage',
  'two parts': (jwt) => jwt.slice(0, jwt.lastIndexOf('.')),
  'four parts': (jwt) => `${jwt}.e30`,
  'five parts, as JWE': (jwt) => `${jwt}.e30.e30`,
  'an empty header': editPart(0, () => ''),
  'only dots': () => '..',
  'the flattened JSON serialization': (jwt) => {
    const [header, payload, signature] = jwt.split('.')
    return JSON.stringify({ protected: header, payload, signature })
  },
  'a signature with padding': (jwt) => `${jwt}==`,
  'a payload with padding': editPart(1, (part) => `${part}=`),
  'a signature in base64': editPart(2, (part) => Buffer.from(part, 'base64url').toString('base64')),
  'a header in hex': editPart(0, (part) => `${Buffer.from(part, 'base64url').toString('hex')}g`),
  'a signature with other unused bits': editPart(2, lastBits),
  'a tab in the payload': editPart(1, (part) => `${part.slice(0, 8)}\t${part.slice(8)}`),
  'a line break in the signature': editPart(2, (part) => `${part.slice(0, 8)}\r\n${part.slice(8)}`),
  'a no-break space before it': (jwt) => `\u00a0${jwt}`,
  'a null character after it': (jwt) => `${jwt}\0`,
  'quotation marks around it': (jwt) => `"${jwt}"`,
  'a percent-encoded dot': (jwt) => jwt.replace('.', '%2E'),
  'a comma after it': (jwt) => `${jwt},`,
  'a header that is an array': editPart(0, () => base64urlJson([])),
  'a header that is null': editPart(0, () => base64urlJson(null)),
  'a header that is text': editPart(0, () => base64urlJson('{}')),
  'a header cut off': editPart(0, () => Buffer.from('{"alg":"RS256"').toString('base64url')),
  'a header with a byte order mark': editPart(0, (part) =>
    Buffer.from(`\ufeff${Buffer.from(part, 'base64url')}`).toString('base64url'),
  ),
}
const extensions: readonly JsonObject[] = [
  { crit: ['b64'], b64: false },
  { crit: ['b64'], b64: true },
  { crit: ['exp'] },
  { crit: [] },
  { crit: 'exp' },
  { b64: false },
  { b64: true },
  { zip: 'DEF' },
  { zip: null },
]
/** Payloads that are not a JSON object. */
const payloads = ['null', '[]', '"x"', '7', '', '{', '{}{}']

const wrongTypes: readonly unknown[] = [undefined, null, '', 7, true, [], {}]

/** Every forgery, by the code of the refusal and then by its name. */
export const byHand: Readonly<Record<string, Readonly<Record<string, Sent>>>> = {
  'no-token': {
    'D43 no token': request(() => ({ authorization: [] })),
    'an empty Authorization header': request(() => ({ authorization: [''] })),
    'the scheme alone': request(() => ({ authorization: ['DPoP '] })),
    'the token without a scheme': request((jwt) => ({ authorization: [jwt] })),
    'the token under Basic': request((jwt) => ({ authorization: [`Basic ${jwt}`] })),
    'the token under Token': request((jwt) => ({ authorization: [`Token ${jwt}`] })),
    'a tab after the scheme': request((jwt) => ({ authorization: [`DPoP\t${jwt}`] })),
    'a colon after the scheme': request((jwt) => ({ authorization: [`DPoP: ${jwt}`] })),
    'two tokens in one header': request((jwt) => ({ authorization: [`DPoP ${jwt} ${jwt}`] })),
    'two schemes in one header': request((jwt) => ({ authorization: [`DPoP ${jwt}, Bearer ${jwt}`] })),
    'two Authorization headers': request((jwt) => ({ authorization: [`DPoP ${jwt}`, `DPoP ${jwt}`] })),
    'a good Authorization header after a bad one': request((jwt) => ({ authorization: ['DPoP x', `DPoP ${jwt}`] })),
    'a Bearer header after the DPoP header': request((jwt) => ({ authorization: [`DPoP ${jwt}`, `Bearer ${jwt}`] })),
    'the token in the query (RFC 6750 2.3)': request((jwt) => ({
      authorization: [],
      url: `${url}?access_token=${jwt}`,
    })),
  },
  'wrong-scheme': {
    'D01 a bound token under Bearer': request((jwt) => ({ authorization: [`Bearer ${jwt}`], dpop: [] })),
    'a bound token under Bearer, with its proof': request((jwt) => ({ authorization: [`Bearer ${jwt}`] })),
    'D44 a token without cnf under Bearer': {
      authorization: [`Bearer ${signedToken({ claims: { cnf: undefined } })}`],
      dpop: [],
    },
    'Bearer in capitals': request((jwt) => ({ authorization: [`BEARER ${jwt}`] })),
  },
  'token-malformed': {
    ...each('a token with nbf', ['earlier', true, null, [], {}], (nbf) => token({ claims: { nbf } })),
    ...Object.fromEntries(
      Object.entries(malformed).map(([name, edit]) => [`a token, ${name}`, token({ edit })] as const),
    ),
    ...each('a token with', extensions, (header) => token({ header })),
    ...each('a token with the payload', payloads, (claims) => token({ claims })),
    ...each('a token with exp', ['later', true, null, [], {}, String(now + 600)], (exp) => token({ claims: { exp } })),
    ...each('a token with iat', ['earlier', true, null, [], {}], (iat) => token({ claims: { iat } })),
  },
  'token-typ': {
    'D18 no typ': token({ header: { typ: undefined } }),
    'D35 typ dpop+jwt': token({ header: { typ: 'dpop+jwt' } }),
    'D36 typ client-authentication+jwt': token({ header: { typ: 'client-authentication+jwt' } }),
    ...each(
      'a token with typ',
      [null, '', 7, ['at+jwt'], 'at+jwt ', 'at+jwt;v=1', 'application/jwt', 'id_token', 'logout+jwt', 'secevent+jwt'],
      (typ) => token({ header: { typ } }),
    ),
    'a token with typ twice': token({ header: twice(tokenHeader, 'typ', 'dpop+jwt') }),
    'a proof as the token': token({ edit: () => signedProof('', {}) }),
    'the header in __proto__': token({ header: `{"__proto__":${JSON.stringify(tokenHeader)}}` }),
  },
  'token-algorithm': {
    'D19 alg none': token({ alg: 'none', key: {} as Jwk }),
    'D20 HS256 with the public key as the secret': token({ alg: 'HS256' }),
    ...Object.fromEntries(confusions),
    ...each('a token unsigned with alg', ['None', 'NONE', 'nOnE', 'none ', ' none', '', undefined, null], (alg) =>
      token({ header: { alg }, edit: withSignature('') }),
    ),
    ...each('a token with a good signature and alg', ['none', 'HS256', 'rs256', 'RS256 ', ['RS256'], 'RSA'], (alg) =>
      token({ header: { alg } }),
    ),
    ...each('a token by the right key in', ['RS384', 'RS512', 'PS256', 'PS384', 'PS512'], (alg) => token({ alg })),
    'a token by an EC key in ES256': token({ alg: 'ES256', key: keyRing.ec as Jwk }),
    'a token by an Ed25519 key in EdDSA': token({ alg: 'EdDSA', key: keyRing.ed25519 as Jwk }),
    'a token with alg twice': token({ header: twice(tokenHeader, 'alg', 'none'), edit: withSignature('') }),
    'a token with alg in capitals only': token({ header: { alg: undefined, ALG: 'RS256' } }),
  },
  'token-key-unknown': {
    'D22 unknown kid': token({ header: { kid: 'no-such-key' } }),
    'a token by another key that it names': token({ key: attacker, header: { kid: attackerKid } }),
    'a token by another key that it names, with that key as jwk': token({
      key: attacker,
      header: { kid: attackerKid, jwk: publicAttacker as JsonObject },
    }),
    ...each(
      'a token by another key with kid',
      [undefined, null, '', 7, true, [], ['x'], {}, '__proto__', 'toString', '../../../dev/null', "' OR '1'='1"],
      (kid) => token({ key: attacker, header: { kid } }),
    ),
    ...each('a token by the right key with kid', [undefined, '', ` ${signer.kid}`, `${signer.kid} `], (kid) =>
      token({ header: { kid } }),
    ),
    'a token with kid twice': token({ header: twice(tokenHeader, 'kid', attackerKid) }),
  },
  'token-signature': {
    'D21 signed by an unknown key, known kid': token({ key: attacker }),
    'D41 payload changed after signing': token({
      edit: editPart(
        1,
        json((all) => ({ ...all, client_id: 'other' })),
      ),
    }),
    ...each(
      'a token by another key, whose header has',
      [
        { jwk: publicAttacker },
        { jwk: { ...publicAttacker, kid: signer.kid } },
        { jku: 'https://evil.example/jwks' },
        { jku: `${issuer}@evil.example/jwks` },
        { x5u: 'https://evil.example/cert.pem' },
        { x5c: [certificates.registered.replaceAll(/-----.*-----|\s/g, '')] },
        { x5t: hash('certificate') },
        { 'x5t#S256': hash('certificate') },
        { jwks: { keys: [publicAttacker] } },
        { iss: issuer },
      ] as JsonObject[],
      (header) => token({ key: attacker, header }),
    ),
    'a header changed after signing': token({
      edit: editPart(
        0,
        json((all) => ({ ...all, typ: 'JWT' })),
      ),
    }),
    'a claim added after signing': token({
      edit: editPart(
        1,
        json((all) => ({ ...all, admin: true })),
      ),
    }),
    'a signature of zeros': token({ edit: withSignature(zeros(256)) }),
    'a signature of the value 1': token({
      edit: withSignature(Buffer.concat([Buffer.alloc(255), Buffer.from([1])]).toString('base64url')),
    }),
    'an empty signature': token({ edit: withSignature('') }),
    'a signature with one more byte': token({ edit: (jwt) => `${jwt.slice(0, -2)}AAAA` }),
    'a signature with a changed byte': token({ edit: editPart(2, flipped) }),
    'a signature in PS256 under alg RS256': token({ alg: 'PS256', header: { alg: 'RS256' } }),
    'a signature in RS512 under alg RS256': token({ alg: 'RS512', header: { alg: 'RS256' } }),
    'the signature of another token': token({
      edit: withSignature(signedToken({ claims: { client_id: 'x' } }).split('.')[2] ?? ''),
    }),
  },
  'token-issuer': {
    'D13 iss of a stranger': token({ claims: { iss: 'https://evil.example' } }),
    'D14 iss of another environment': token({ claims: { iss: 'https://helseid-sts.nhn.no' } }),
    'D40 iss with a trailing slash': token({ claims: { iss: `${issuer}/` } }),
    ...each(
      'a token with iss',
      [
        null,
        '',
        7,
        {},
        [issuer],
        ` ${issuer}`,
        `${issuer} `,
        issuer.toUpperCase(),
        issuer.replace('https', 'http'),
        `${issuer}:443`,
        `${issuer}.evil.example`,
        `${issuer}@evil.example`,
        `https://evil.example/?${issuer}`,
        issuer.replace('.no', '.n\u043e'),
        `${issuer}\0`,
      ],
      (iss) => token({ claims: { iss } }),
    ),
    'a token with iss twice': token({ claims: twice(claimsOfToken, 'iss', 'https://evil.example') }),
  },
  'token-audience': {
    'D15 no aud': token({ claims: { aud: undefined } }),
    'D16 aud of another API': token({ claims: { aud: 'nhn:other' } }),
    'D17 aud of this API and another': token({ claims: { aud: [audience, 'nhn:other'] } }),
    ...each(
      'a token with aud',
      [
        null,
        '',
        7,
        {},
        [],
        [[]],
        [audience, audience],
        ['nhn:other', audience],
        [null, audience],
        { 0: audience, length: 1 },
        `${audience} nhn:other`,
        `${audience},nhn:other`,
        ` ${audience}`,
        `${audience}/`,
        audience.toUpperCase(),
        audience.slice(0, -1),
        '*',
        url,
        issuer,
      ],
      (aud) => token({ claims: { aud } }),
    ),
    'a token with aud twice': token({ claims: twice(claimsOfToken, 'aud', 'nhn:other') }),
  },
  'token-expired': {
    'D11 expired 10 min ago': token({ claims: { exp: now - 600 } }),
    ...each('a token with exp', [0, -1, 1, now - 11, (now - 600) / 1000, -1e300], (exp) => token({ claims: { exp } })),
    'a token with exp twice': token({ claims: twice(claimsOfToken, 'exp', now - 600) }),
  },
  'token-not-yet-valid': {
    'D12 nbf 10 min ahead': token({ claims: { nbf: now + 600 } }),
    ...each('a token with nbf', [now + 11, now * 1000, 1e300], (nbf) => token({ claims: { nbf } })),
  },
  'token-claim-missing': {
    'D25 no orgnr_parent': token({ claims: { [names.orgnrParent]: undefined } }),
    'D42 no exp': token({ claims: { exp: undefined } }),
    'a token without nbf': token({ claims: { nbf: undefined } }),
    'a token without iss': token({ claims: { iss: undefined } }),
    'a token with exp in capitals only': token({ claims: { exp: undefined, EXP: now + 600 } }),
    ...each('a token with client_id', wrongTypes, (client_id) => token({ claims: { client_id } })),
  },
  'token-claim-value': {
    'D37 orgnr_parent of 8 digits': token({ claims: { [names.orgnrParent]: '99459875' } }),
    'D38 orgnr_parent of an organisation without rights': token({ claims: { [names.orgnrParent]: '983658725' } }),
    ...each('orgnr_parent', [[organization], Number(organization), `${organization} `, {}], (value) =>
      token({ claims: { [names.orgnrParent]: value } }),
    ),
  },
  'token-unbound': {
    'D10 token without cnf': token({ claims: { cnf: undefined } }),
    ...each(
      'a token with cnf',
      [
        null,
        {},
        [],
        7,
        '',
        holder.kid,
        { jkt: null },
        { jkt: 7 },
        { jkt: [holder.kid] },
        { jwk: publicHolder },
        { kid: holder.kid },
        { 'x5t#S256': holder.kid },
        { JKT: holder.kid },
        [{ jkt: holder.kid }],
      ],
      (cnf) => token({ claims: { cnf } }),
    ),
    'a token with jkt outside cnf': token({ claims: { cnf: undefined, jkt: holder.kid } }),
    'a token with cnf twice': token({ claims: twice(claimsOfToken, 'cnf', {}) }),
  },
  'scope-missing': {
    'D24 no scope': token({ claims: { scope: undefined } }),
    'D39 scope with an extra letter': token({ claims: { scope: [`${scope}x`] } }),
    ...each(
      'a token with scope',
      [
        null,
        '',
        7,
        {},
        [],
        [[scope]],
        [`${scope} x`],
        scope.toUpperCase(),
        scope.slice(0, -1),
        `${scope},x`,
        `x\t${scope}`,
        '*',
        { 0: scope },
      ],
      (value) => token({ claims: { scope: value } }),
    ),
    'the scope in scp and scopes': token({ claims: { scope: undefined, scp: [scope], scopes: [scope] } }),
  },
  'proof-missing': {
    'D02 no DPoP header': request(() => ({ dpop: [] })),
    'an empty DPoP header': request(() => ({ dpop: [''] })),
  },
  'proof-several': {
    'D57 two DPoP headers': request((_, jwt) => ({ dpop: [jwt, jwt] })),
    'two different DPoP headers': request((jwt, own) => ({ dpop: [signedProof(jwt, {}), own] })),
    'an empty DPoP header after a good one': request((_, jwt) => ({ dpop: [jwt, ''] })),
  },
  'proof-malformed': {
    ...Object.fromEntries(
      Object.entries(malformed).map(([name, edit]) => [`a proof, ${name}`, proof({ edit })] as const),
    ),
    ...each('a proof with', extensions, (header) => proof({ header })),
    ...each('a proof with the payload', payloads, (claims) => proof({ claims })),
    'two proofs in one DPoP header': request((_, jwt) => ({ dpop: [`${jwt},${jwt}`] })),
    'the scheme in the DPoP header': request((_, jwt) => ({ dpop: [`DPoP ${jwt}`] })),
  },
  'proof-typ': {
    'D53 proof typ JWT': proof({ header: { typ: 'JWT' } }),
    ...each(
      'a proof with typ',
      [undefined, null, '', 7, ['dpop+jwt'], 'DPOP+JWT', 'dpop+jwt ', 'application/dpop+jwt', 'at+jwt', 'dpop'],
      (typ) => proof({ header: { typ } }),
    ),
    'a proof with typ twice': proof({ header: twice(proofHeader, 'typ', 'JWT') }),
    'the token as the proof': request((jwt) => ({ dpop: [jwt] })),
  },
  'proof-algorithm': {
    'D50 proof without alg': proof({ header: { alg: undefined } }),
    'D51 proof HS256 with an oct key': proof({
      alg: 'HS256',
      key: keyRing.oct as Jwk,
      header: { jwk: keyRing.oct as never },
    }),
    'a proof with alg none': proof({ alg: 'none', key: {} as Jwk }),
    ...each('a proof unsigned with alg', ['None', 'NONE', 'nOnE', '', null], (alg) =>
      proof({ header: { alg }, edit: withSignature('') }),
    ),
    ...each(
      'a proof with a good signature and alg',
      ['none', 'es256', 'ES256 ', ['ES256'], 'ECDSA', 'toString'],
      (alg) => proof({ header: { alg } }),
    ),
    'a proof in HS256 with its public key as the secret': proof({
      alg: 'HS256',
      key: octet(JSON.stringify(publicHolder)),
    }),
    'a proof in EdDSA': proof({
      alg: 'EdDSA',
      key: keyRing.ed25519 as Jwk,
      header: { jwk: withoutKid(keyRing.ed25519 as Jwk) },
    }),
    'a proof in ES256K': proof({
      alg: 'ES256K',
      key: keyRing.secp256k1 as Jwk,
      header: { jwk: withoutKid(keyRing.secp256k1 as Jwk) },
    }),
  },
  'proof-jwk': {
    'D49 proof without jwk': proof({ header: { jwk: undefined } }),
    'D52 private members in jwk': proof({ header: { jwk: { ...publicHolder, d: holder.d as string } } }),
    ...each(
      'a proof with jwk',
      [
        null,
        7,
        '',
        [],
        {},
        JSON.stringify(publicHolder),
        [publicHolder],
        { kty: 'EC' },
        { ...publicHolder, kty: 'RSA' },
        { ...publicHolder, crv: 'P-384' },
        { ...publicHolder, x: publicHolder.y },
        { ...publicHolder, x: zeros(32), y: zeros(32) },
        { kty: 'oct', k: 'AAAA' },
      ],
      (jwk) => proof({ header: { jwk } }),
    ),
    'a proof with kid instead of jwk': proof({ header: { jwk: undefined, kid: holder.kid } }),
    'a proof with jku instead of jwk': proof({ header: { jwk: undefined, jku: 'https://evil.example/jwks' } }),
    'a proof with x5c instead of jwk': proof({
      header: { jwk: undefined, x5c: [certificates.ec.replaceAll(/-----.*-----|\s/g, '')] },
    }),
  },
  'proof-signature': {
    'D54 proof with a bad signature': proof({ edit: editPart(2, flipped) }),
    'a proof by another key than its jwk': proof({ key: otherHolder }),
    'a proof whose htu was changed after signing': proof({
      edit: editPart(
        1,
        json((all) => ({ ...all, htu: 'https://api.example/x' })),
      ),
    }),
    'a proof whose jwk was changed after signing': proof({
      edit: editPart(
        0,
        json((all) => ({ ...all, jwk: withoutKid(otherHolder) })),
      ),
    }),
    'a proof with r and s of 0 (CVE-2022-21449)': proof({ edit: withSignature(zeros(64)) }),
    'a proof with an empty signature': proof({ edit: withSignature('') }),
    'a proof with a signature that is too short': proof({ edit: withSignature(zeros(63)) }),
    'a proof with a signature twice': proof({
      edit: editPart(2, (part) => {
        const bytes = Buffer.from(part, 'base64url')
        return Buffer.concat([bytes, bytes]).toString('base64url')
      }),
    }),
    'a proof with the signature of another': proof({
      edit: withSignature(signedProof('', {}).split('.')[2] ?? ''),
    }),
    'a proof in ES384 whose alg is ES256': proof({
      alg: 'ES384',
      key: keyRing.ec384 as Jwk,
      header: { alg: 'ES256' },
    }),
  },
  'proof-key': {
    'a proof by another key with its jwk': proof({ key: otherHolder, header: { jwk: withoutKid(otherHolder) } }),
    'a proof by another key with its jwk and the kid of the right one': proof({
      key: otherHolder,
      header: { jwk: { ...withoutKid(otherHolder), kid: String(holder.kid) }, kid: holder.kid },
    }),
    'a proof by an RSA key': proof({
      alg: 'PS256',
      key: keyRing['rsa-proof'] as Jwk,
      header: { jwk: withoutKid(keyRing['rsa-proof'] as Jwk) },
    }),
    'a proof by the issuer’s key': proof({ alg: 'RS256', key: signer, header: { jwk: withoutKid(signer) } }),
    'a proof with jwk twice': proof({
      key: otherHolder,
      header: twice(proofHeader, 'jwk', withoutKid(otherHolder)),
    }),
    ...each(
      'a token with cnf.jkt',
      [
        '',
        'x',
        '*',
        String(otherHolder.kid),
        `${holder.kid}=`,
        ` ${holder.kid}`,
        `${holder.kid}\0`,
        String(holder.kid).toLowerCase(),
        Buffer.from(String(holder.kid), 'base64url').toString('hex'),
      ],
      (jkt) => token({ claims: { cnf: { jkt } } }),
    ),
  },
  'proof-htm': {
    'D07 htm of another method': proof({ claims: { htm: 'POST' } }),
    'D46 proof without htm': proof({ claims: { htm: undefined } }),
    ...each('a proof with htm', [null, '', 7, ['GET'], {}, 'get', 'GET ', ' GET', 'GET,POST', '*'], (htm) =>
      proof({ claims: { htm } }),
    ),
    'a proof with htm twice': proof({ claims: twice(proofClaims, 'htm', 'POST') }),
    ...each('a proof for GET sent with', ['POST', 'HEAD', 'DELETE', 'get'], (method) => request(() => ({ method }))),
  },
  'proof-htu': {
    'D45 htu of another path': proof({ claims: { htu: 'https://api.example/other' } }),
    'D47 proof without htu': proof({ claims: { htu: undefined } }),
    ...each(
      'a proof with htu',
      [
        null,
        '',
        7,
        {},
        [url],
        '/things',
        '*',
        'https://api.example',
        `${url}/`,
        `${url}x`,
        `${url};a=b`,
        ` ${url}`,
        `${url} `,
        `${url}\t`,
        `${url}\0`,
        'http://api.example/things',
        'https://api.example:8443/things',
        'https://api.example./things',
        'https://www.api.example/things',
        'https://api.example.evil.example/things',
        'https://evil.example/https://api.example/things',
        'https://api.example@evil.example/things',
        'https://user@api.example/things',
        'https://api.example/Things',
        'https://api.example//things',
        'https://api.example/things/..',
        'https://api.example/%2e%2e/other',
        'https://api.example%2Fthings',
        'https:api.example/things',
        'https:/api.example/things',
        '//api.example/things',
        'https:\\\\api.example\\things',
        'https://ａｐｉ.example/things',
        'https://api。example/things',
        'https://api.exam\tple/things',
        'javascript:https://api.example/things',
        'https://evil.example#https://api.example/things',
        'https://evil.example?https://api.example/things',
      ],
      (htu) => proof({ claims: { htu } }),
    ),
    'a proof with htu twice': proof({ claims: twice(proofClaims, 'htu', 'https://api.example/x') }),
    ...each(
      'a proof for /things sent to',
      [
        'https://api.example/admin',
        'https://api.example/',
        'https://api.example/things/1',
        'https://api.example/THINGS',
      ],
      (other) => request(() => ({ url: other })),
    ),
    ...each(
      'a proof for /things sent to /admin with the Host',
      ['api.example/things?', 'api.example/things#', 'x@api.example', 'api.example\\things?', 'evil.example', ''],
      (host) => request(() => ({ url: '/admin', host })),
    ),
  },
  'proof-iat': {
    'D55 proof iat 10 min past': proof({ claims: { iat: now - 600 } }),
    'D56 proof iat 10 min ahead': proof({ claims: { iat: now + 600 } }),
    ...each(
      'a proof with iat',
      [undefined, null, '', String(now), true, [now], {}, 0, -1, now - 71, now + 11, now * 1000, now / 1000, 1e300],
      (iat) => proof({ claims: { iat } }),
    ),
    'a proof with iat twice': proof({ claims: twice(proofClaims, 'iat', now - 600) }),
    'an old proof with exp instead': proof({ claims: { iat: now - 600, exp: now + 600 } }),
  },
  'proof-jti': {
    'D48 proof without jti': proof({ claims: { jti: undefined } }),
    ...each('a proof with jti', wrongTypes.slice(1), (jti) => proof({ claims: { jti } })),
    'a proof with a nonce instead of jti': proof({ claims: { jti: undefined, nonce: 'n' } }),
    'a proof with jti twice': proof({ claims: twice(proofClaims, 'jti', '') }),
  },
  'proof-ath': {
    'D03 proof without ath': proof({ claims: { ath: undefined } }),
    'D04 ath of another token': proof({ claims: { ath: hash('another token') } }),
    ...each('a proof with ath', wrongTypes.slice(1), (ath) => proof({ claims: { ath } })),
    'a proof with the token as ath': request((jwt) => ({ dpop: [signedProof(jwt, { claims: { ath: jwt } })] })),
    'a proof with ath padded': request((jwt) => ({ dpop: [signedProof(jwt, { claims: { ath: `${hash(jwt)}=` } })] })),
    'a proof with ath in hex': request((jwt) => ({
      dpop: [signedProof(jwt, { claims: { ath: Buffer.from(hash(jwt), 'base64url').toString('hex') } })],
    })),
    'a proof with ath in lower case': request((jwt) => ({
      dpop: [signedProof(jwt, { claims: { ath: hash(jwt).toLowerCase() } })],
    })),
    'a proof for the token endpoint, with a nonce': proof({ claims: { ath: undefined, nonce: 'n' } }),
    'a proof for another token of the same key': request(() => ({
      dpop: [signedProof(signedToken({ claims: { jti: 'other' } }), {})],
    })),
  },
  'proof-replayed': {
    'D06 the same proof a second time': usedProof(),
    'a used proof with the other valid signature': usedProof({ edit: editPart(2, otherS) }),
    'a used jti in a proof with a later iat': usedProof({ claims: { iat: now + 1 } }),
    'a used jti in a proof with another spelling of htu': usedProof({ claims: { htu: `${url}?page=2` } }),
    'a used jti with another token of the same key': (() => {
      const other = signedToken({ claims: { jti: 'other' } })
      return withDpop({ token: other, proof: signedProof(other, { claims: { jti: usedJti } }) })
    })(),
    'a used jti in a proof with more claims': usedProof({ claims: { nonce: 'n', x: 1 } }),
  },
}

/** Requests that differ from a good one only where the standards say that nothing differs. */
export const equalRequests: Readonly<Record<string, Sent>> = {
  'D33 a good token and a good proof': request(() => ({})),
  'D34 typ JWT': token({ header: { typ: 'JWT' } }),
  'typ application/at+jwt (RFC 7515 4.1.9)': token({ header: { typ: 'application/at+jwt' } }),
  'spaces after the scheme (RFC 9110 11.4)': request((jwt) => ({ authorization: [`DPoP   ${jwt}`] })),
  'the scheme in lower case (RFC 9110 11.1)': request((jwt) => ({ authorization: [`dpop ${jwt}`] })),
  'aud as an array of one (RFC 7519 4.1.3)': token({ claims: { aud: [audience] } }),
  'scope as text (RFC 9068 2.2.3)': token({ claims: { scope: `other ${scope}` } }),
  'a nonce that the API did not request (RFC 9449 4.3)': proof({ claims: { nonce: 'n' } }),
  'htu with a query and a fragment (RFC 9449 4.3)': proof({ claims: { htu: `${url}?page=1#x` } }),
  'htu with the default port and host in capitals (RFC 3986 6.2)': proof({
    claims: { htu: 'HTTPS://API.example:443/things' },
  }),
  'a proof by the key with its kid in jwk': proof({ header: { jwk: { ...publicHolder, kid: String(holder.kid) } } }),
}
