/** Secrets of every kind, the places of a request they are put into by mistake, the encodings, and how to find one again. */
import { createHash, createPrivateKey, type JsonWebKey } from 'node:crypto'
import { signJws } from 'helseid-contract/rules'
import encrypted from '../../keys/encrypted-pem.NOT-A-SECRET.json' with { type: 'json' }
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

export interface Misplaced {
  readonly kind: string
  /** What is put into the request. */
  readonly text: string
  /** The part of it that must not be found again. */
  readonly secret: string
}

export const controlToken = 'correct-horse_battery.staple'

const keyOf = (key: JsonWebKey) => createPrivateKey({ key, format: 'jwk' })
/** Keys that are the same in each run, because what a key happens to spell decides what can be mistaken for something else. */
export const [ec, rsa, okp] = [keyOf(keyRing.ec), keyOf(keyRing.registered), keyOf(keyRing.ed25519)]
const jwk = (key: typeof ec) => key.export({ format: 'jwk' }) as { d: string; [member: string]: string }
const oct = createHash('sha256').update('a shared secret of this test').digest('base64url')
const pem = (key: typeof ec, type: 'pkcs8' | 'pkcs1' | 'sec1') =>
  key.export({ format: 'pem', type } as never).toString()
const lineOf = (text: string) => (text.match(/^[\w+/]{40,}$/gm)?.at(1) ?? '').slice(4, 40)
const fromPem = (kind: string, text: string, sent = text): Misplaced => ({ kind, text: sent, secret: lineOf(text) })
const fromJwk = (kind: string, key: typeof ec, indent?: number): Misplaced => ({
  kind,
  text: JSON.stringify(jwk(key), null, indent),
  secret: jwk(key).d.slice(0, 30),
})
const password = 's3cret-value-of-a-client'
const basic = Buffer.from(`client:${password}`).toString('base64')

export const secrets: readonly Misplaced[] = [
  fromJwk('private JWK, RSA', rsa),
  fromJwk('private JWK, EC', ec),
  fromJwk('private JWK, OKP', okp),
  fromJwk('private JWK, indented', ec, 2),
  { kind: 'private JWK, oct', text: JSON.stringify({ kty: 'oct', k: oct }), secret: oct.slice(0, 30) },
  { kind: 'JWKS', text: JSON.stringify({ keys: [jwk(ec)] }), secret: jwk(ec).d.slice(0, 30) },
  { kind: 'private member only', text: JSON.stringify({ d: jwk(ec).d }), secret: jwk(ec).d.slice(0, 30) },
  { kind: 'JWK in a string', text: JSON.stringify(JSON.stringify(jwk(ec))), secret: jwk(ec).d.slice(0, 30) },
  fromPem('PEM, PKCS#8', pem(rsa, 'pkcs8')),
  fromPem('PEM, PKCS#1', pem(rsa, 'pkcs1')),
  fromPem('PEM, SEC1', pem(ec, 'sec1')),
  fromPem('PEM, encrypted', encrypted.rsa),
  ...[pem(rsa, 'pkcs8')].flatMap((text) => [
    fromPem('PEM with \\n', text, text.replaceAll('\n', '\\n')),
    fromPem('PEM on one line', text, text.replaceAll('\n', ' ')),
    fromPem('PEM without its lines', text, text.split('\n').slice(1, -2).join('')),
    fromPem('lines of PEM without BEGIN and END', text, text.split('\n').slice(1, -2).join('\n')),
    fromPem('lines of PEM with spaces between them', text, text.split('\n').slice(1, -2).join(' ')),
  ]),
  {
    kind: 'XML of .NET',
    text: `<RSAKeyValue><Modulus>${jwk(rsa).n}</Modulus><D>${Buffer.from(jwk(rsa).d, 'base64url').toString('base64')}</D></RSAKeyValue>`,
    secret: Buffer.from(jwk(rsa).d, 'base64url').toString('base64').slice(0, 30),
  },
  { kind: 'client_secret', text: `client_id=a;client_secret=${password}`, secret: password },
  { kind: 'clientSecret', text: JSON.stringify({ client: { clientSecret: password } }), secret: password },
  { kind: 'client-secret', text: `{"client-secret":"${password}"}`, secret: password },
  { kind: 'Basic', text: `Basic ${basic}`, secret: password },
  { kind: 'cookie', text: `Cookie: session=${password}; other=1`, secret: password },
  { kind: 'control token', text: controlToken, secret: controlToken },
  // The example of Skatteetaten's and Wikipedia's descriptions of check digits; made from the date 13 September 1972.
  { kind: 'national identity number', text: '13097248022', secret: '13097248022' },
]

const escaped = (text: string) =>
  text.replace(/[ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  percent: encodeURIComponent,
  'percent, twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'JSON escapes': escaped,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64 in lines': (text) =>
    Buffer.from(text)
      .toString('base64')
      .replace(/.{76}(?=.)/g, '$&\n'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
}

interface Sent {
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly type?: string
}

const form = 'application/x-www-form-urlencoded'
const jwt = (header: object, claims: object) =>
  signJws({ alg: 'ES256', ...header }, claims as never, keyRing.ec as never, 'ES256')
const fields = (values: Record<string, string>) => new URLSearchParams(values).toString()
const multipart = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`
const token = '/test/connect/token'

/** Undefined where HTTP cannot carry the text. */
export const carriers: Readonly<Record<string, (text: string) => Sent | undefined>> = {
  'form field': (text) => ({ body: fields({ client_id: 'a', extra: text }) }),
  'form field, not encoded': (text) => ({ body: `client_id=a&extra=${text}` }),
  'form field client_id': (text) => ({ body: fields({ client_id: text, grant_type: 'client_credentials' }) }),
  'name of a form field': (text) => ({ body: fields({ [text]: '1' }) }),
  'form field scope': (text) => ({ body: fields({ client_id: 'a', scope: text }) }),
  JSON: (text) => ({ type: 'application/json', body: JSON.stringify({ client_id: 'a', nested: [{ extra: text }] }) }),
  'raw body': (text) => ({ type: 'application/json', body: text }),
  'multipart form': (text) => ({ type: 'multipart/form-data; boundary=x', body: multipart('extra', text) }),
  query: (text) => ({ path: `${token}?extra=${encodeURIComponent(text)}`, body: 'client_id=a' }),
  path: (text) => ({ path: `/test/${text.replace(/[\r\n?#]/g, encodeURIComponent)}`, body: '' }),
  header: (text) => (/[\r\n]/.test(text) ? undefined : { headers: { 'X-Extra': text }, body: 'client_id=a' }),
  'name of a header': (text) =>
    /^[\w.-]+$/.test(text) ? { headers: { [text]: '1' }, body: 'client_id=a' } : undefined,
  Authorization: (text) =>
    /[\r\n]/.test(text) ? undefined : { headers: { Authorization: `Bearer ${text}` }, body: 'client_id=a' },
  cookie: (text) => (/[\r\n]/.test(text) ? undefined : { headers: { Cookie: `a=${text}` }, body: 'client_id=a' }),
  assertion: (text) => ({ body: fields({ client_id: 'a', client_assertion: text }) }),
  proof: (text) => (/[\r\n]/.test(text) ? undefined : { headers: { DPoP: text }, body: 'client_id=a' }),
  claim: (text) => ({ body: fields({ client_assertion: jwt({}, { sub: 'a', iss: text, aud: text }) }) }),
  'header jwk of a proof': (text) => ({ headers: { DPoP: jwt({ jwk: { kty: 'EC', x: text } }, {}) }, body: 'a=b' }),
  x5c: (text) => ({ body: fields({ client_assertion: jwt({ x5c: [text] }, { sub: 'a' }) }) }),
  'another service': (text) => ({ path: `/nhn-api/test/hello?extra=${encodeURIComponent(text)}`, body: '' }),
}

/** A request at the token endpoint unless `path` says otherwise. */
export function requestOf({ path = token, headers = {}, body = '', type = form }: Sent): {
  readonly path: string
  readonly init: RequestInit
} {
  return { path, init: { method: 'POST', headers: { ...headers, 'Content-Type': type }, body } }
}

/** By secret: short texts without it, and how many encodings were removed to look. Most words of one answer are in every answer. */
const clean = new Map<string, Map<string, number>>()

/** Whether the secret, or any encoding of it, is in the text. Deliberately not the code of the twin. */
export function isIn(text: string, secret: string, depth = 4): boolean {
  const known = clean.get(secret) ?? new Map<string, number>()
  clean.set(secret, known)
  if ((known.get(text) ?? -1) >= depth) return false
  if (isFound(text, secret, depth)) return true
  if (text.length < 500) known.set(text, depth)
  return false
}

function isFound(text: string, secret: string, depth: number): boolean {
  if (text.toLowerCase().includes(secret.toLowerCase())) return true
  if (depth === 0) return false
  const views = new Set<string>()
  views.add(text.replace(/\\+u00([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
  views.add(text.replace(/\\+(["/\\])/g, '$1'))
  views.add(text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
  views.delete(text)
  if ([...views].some((view) => isIn(view, secret, depth - 1))) return true
  const runs = (text.match(/[\w+/-]+/g) ?? []).filter(({ length }) => length >= 12)
  return runs.some((run) => (run === text ? isInBase64(run, secret, depth) : isIn(run, secret, depth)))
}

function isInBase64(run: string, secret: string, depth: number): boolean {
  return [0, 1, 2, 3].some((offset) => {
    const decoded = Buffer.from(run.slice(offset), 'base64').toString('latin1')
    return isIn(decoded, secret, /[^\P{Cc}\t\r\n]/u.test(decoded.slice(0, 200)) ? 0 : depth - 1)
  })
}
