/** A registration that is valid but probably a mistake is registered with a note. */
import { algorithmOfCurve, curveOfAlgorithm } from 'helseid-contract'
import { type ClientRegistration, createHelseIdMock, type LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import { configNotes } from '../../../mock-sts/config/notes.ts'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const publicEc = ({ kty, crv, x, y, kid }: typeof keyRing.ec) => ({ kty, crv, x, y, kid })
const { kty, n, e } = keyRing.second
const rsa = { kty, n, e, kid: 'an-rsa-key' }
const ec = { ...publicEc(keyRing.ec), kid: 'a-p256-key' }
const ec521 = { ...publicEc(keyRing.ec521), kid: 'a-p521-key' }
const client = (...keys: object[]): ClientRegistration => ({ clientId: 'c', scopes: ['nhn:msh/api'], jwks: { keys } })

// https://www.rfc-editor.org/rfc/rfc7518#section-3.4
it.each<[object, RegExp]>([
  [{ ...ec521, alg: 'ES256' }, /the key "a-p521-key" is on P-521, which does not fit its alg ES256: .*; use ES512$/],
  [{ ...ec, alg: 'ES384' }, /the key "a-p256-key" is on P-256, which does not fit its alg ES384: .*; use ES256$/],
  [
    { ...ec, alg: 'PS256' },
    /the key "a-p256-key" has the alg PS256, with which a key of type EC cannot sign: use ES256$/,
  ],
  [
    { ...rsa, alg: 'ES256' },
    /the key "an-rsa-key" has the alg ES256, with which a key of type RSA cannot sign: use PS256$/,
  ],
  [
    { ...rsa, alg: 'RSA-OAEP' },
    /"an-rsa-key" has the alg "RSA-OAEP", with which HelseID accepts no assertion: use PS256$/,
  ],
  [{ ...ec, alg: 'HS256' }, /"a-p256-key" has the alg "HS256", with which HelseID accepts no assertion: use ES256$/],
])('an alg that does not fit the key is noted: %j', (key, note) => {
  expect(configNotes([client(key)])).toEqual([expect.stringMatching(note)])
})

it.each<[object]>([
  [rsa],
  [{ ...rsa, alg: 'RS256' }],
  [{ ...rsa, alg: 'PS512' }],
  [{ ...ec, alg: 'ES256' }],
  [{ ...ec521, alg: 'ES512' }],
  [{ ...ec521, alg: null }],
])('an alg that fits the key is not noted: %j', (key) => {
  expect(configNotes([client(key)])).toEqual([])
})

const now = Date.UTC(2026, 10, 28)

it.each<[string, ClientRegistration, RegExp]>([
  // Rule key-rsa-2048: HelseID accepts no shorter RSA key.
  [
    'a short key',
    client({ ...rsa, n: n.slice(0, 171) }),
    /the key "an-rsa-key" has 1024 bits, and HelseID requires 2048/,
  ],
  [
    'an expired key',
    client({ ...ec, exp: now / 1000 }),
    /the key "a-p256-key" expired at 2026-11-28T00:00:00.000Z \(rule key-not-expired\)$/,
  ],
  // Of the keys with the kid of the assertion, Duende’s SecretValidator tries the first.
  [
    'two keys with one kid',
    client(rsa, { ...ec, kid: rsa.kid }),
    /several keys have the kid "an-rsa-key", and only the first of them verifies signatures$/,
  ],
  // Rule kid-registered warns of each of its requests.
  [
    'a key without kid',
    client({ ...ec, kid: undefined }),
    /a key has no kid, so no assertion can name it .*: register it with a kid$/,
  ],
  [
    'a key for encryption',
    client({ ...ec, use: 'enc' }),
    /the key "a-p256-key" has the use "enc", but it verifies signatures: use "sig" \(RFC 7517 4\.2\)$/,
  ],
  ['a disabled client', { ...client(ec), enabled: false }, /it is disabled, so it cannot get a token$/],
  [
    'a scope with a space',
    { ...client(ec), scopes: ['nhn:msh/api nhn:msh/read'] },
    /no request can name a scope with a space in it: "nhn:msh\/api nhn:msh\/read"$/,
  ],
])('a registration that cannot work is noted: %s', (_, registration, note) => {
  expect(configNotes([registration], now)).toEqual([expect.stringMatching(note)])
})

it.each<[string, ClientRegistration]>([
  ['a key that has not expired yet', client({ ...ec, exp: now / 1000 + 1 })],
  ['one key twice', client(ec, { ...ec, use: 'sig' })],
])('a registration that can work is not noted: %s', (_, registration) => {
  expect(configNotes([registration], now)).toEqual([])
})

it('two keys with one kid are not noted if the first has expired, because it is then left out', () => {
  const keys = client({ ...rsa, exp: 1 }, { ...ec, kid: rsa.kid })
  expect(configNotes([keys], now)).toEqual([expect.stringContaining('the key "an-rsa-key" expired at')])
})

async function logged(register: (twin: ReturnType<typeof createHelseIdMock>) => Promise<unknown>): Promise<LogEvent[]> {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => void events.push(event) })
  await register(twin)
  return events.filter(({ fields }) => fields.event === 'note')
}

it('a client without keys is registered with a note that no request can succeed', async () => {
  const registered = await logged((twin) => twin.registerClient(client()))
  expect(registered).toEqual([
    {
      level: 'warn',
      message: 'note: client c: it has no key, so none of its requests can be verified',
      fields: { event: 'note' },
    },
  ])
  const overControlPlane = await logged(async (twin) => {
    const body = JSON.stringify(client())
    const headers = { 'Content-Type': 'application/json' }
    const response = await twin.handle(new Request('http://localhost/_mock/clients', { method: 'POST', headers, body }))
    expect(response.status).toBe(201)
  })
  expect(overControlPlane).toEqual(registered)
})

it('algorithms and curves belong together in pairs (RFC 7518, 3.4)', () => {
  expect(curveOfAlgorithm('ES512')).toBe('P-521')
  expect(algorithmOfCurve('P-521')).toBe('ES512')
  expect([curveOfAlgorithm('PS256'), algorithmOfCurve('secp256k1')]).toEqual([undefined, undefined])
})
