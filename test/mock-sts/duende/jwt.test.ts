/**
 * Assertions and proofs are read as Duende IdentityServer reads them. Expectations from the sources of PrivateKeyJwtSecretValidator and
 * DefaultDPoPProofValidator, and of Microsoft.IdentityModel beneath: JsonSerializerPrimitives, JsonWebKeySerializer, JwtTokenUtilities,
 * Base64UrlEncoder and Validators.
 */
import { type Json, type JsonObject, type Jwk, publicJwk, type Recipe } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { describe, expect, it } from 'vitest'
import { caseContext, exchangeWith, send, start } from '../endpoints/case-harness.ts'
import { outcomeOf } from './outcome.ts'

const claims = (changes: JsonObject): Recipe => ({ assertion: { claims: changes } })
const header = (changes: JsonObject): Recipe => ({ assertion: { header: changes } })
const proof = (changes: JsonObject): Recipe => ({ proof: { claims: changes } })
const none: Json = { $null: true }

describe('the assertion', () => {
  it.each([
    ['one audience in a list', ['${issuer}'], '200 aud-is-string'],
    ['null next to the audience', [none, '${issuer}', none], '200 aud-is-string'],
    ['two audiences', ['${issuer}', '${issuer}'], 'invalid_client'],
    ['only null', [none], 'invalid_client'],
    ['a slash after the issuer', '${issuer}/', '200 aud-no-trailing-slash'],
    ['two slashes after the issuer', '${issuer}//', 'invalid_client'],
    ['a space after the issuer', '${issuer} ', 'invalid_client'],
    ['the issuer in upper case', '${ISSUER}', 'invalid_client'],
  ])('its aud can be a list of one and end in a slash, and nothing else: %s', async (_, aud, outcome) => {
    expect(await outcomeOf(claims({ aud }))).toBe(outcome)
  })

  it.each(['client-authentication+JWT', 'client-authentication+jwt ', 'application/client-authentication+jwt'])(
    'its typ is compared exactly: %j',
    async (typ) => {
      expect(await outcomeOf(header({ typ }))).toBe('invalid_client')
    },
  )

  it.each(['ps256', 'PS256 '])('its alg is compared exactly: %j', async (alg) => {
    expect(await outcomeOf(header({ alg }))).toBe('invalid_client')
  })

  it('a kid in another case names no key, so that every key is tried', async () => {
    expect(await outcomeOf(header({ kid: ' ${registeredKid}' }))).toBe('200 kid-registered')
  })

  it('the x5t of a key without certificate is compared with its kid', async () => {
    expect(await outcomeOf(header({ kid: 'unknown', x5t: '${registeredKid}' }))).toBe('200')
  })

  it('of several keys with its kid only the first is tried', async () => {
    const twin = createHelseIdMock({ now: () => start * 1000 })
    const context = caseContext(twin, {})
    const [first, second] = (['registered', 'second'] as const).map((name) => ({
      ...publicJwk(context.key(name)),
      kid: 'shared',
    }))
    const { clientId, scope } = context
    const signedBy = async (key: 'registered' | 'second') =>
      (await exchangeWith({ assertion: { key, header: { kid: 'shared' } } }, context)).status
    await twin.registerClient({ clientId, jwks: { keys: [first, second] as Jwk[] }, scopes: [scope] })
    expect(await signedBy('registered')).toBe(200)
    expect(await signedBy('second')).toBe(400)
  })

  it.each([' ', '\t\n'])('a blank jti is none: %j', async (jti) => {
    expect(await outcomeOf(claims({ jti }))).toBe('invalid_client')
  })

  const text = (offset: number) => String(start + offset)
  it.each([
    ['white space around it', ` ${text(10)}\n`],
    ['a sign', `+${text(10)}`],
    ['an exponent', `${(start + 10) / 1e9}e9`],
    ['a fraction', `${text(9)}.5`],
  ])('an exp as a string may have %s', async (_, exp) => {
    expect(await outcomeOf(claims({ exp }))).toBe('200 exp-is-number')
  })

  it('an iat as a string of digits is read, with a warning', async () => {
    expect(await outcomeOf(claims({ iat: text(0) }))).toBe('200 iat-is-number')
  })

  it('a sub that is a number is refused', async () => {
    expect(await outcomeOf(claims({ iss: '17', sub: 17 }))).toBe('invalid_client')
  })

  it.each(['', ' ', '0x6AB13B80', '1_790_000_010', 'NaN', 'Infinity'])(
    'an exp as a string is otherwise a number: not %j',
    async (exp) => {
      expect(await outcomeOf(claims({ exp }))).toBe('invalid_client')
    },
  )

  it('a line break after the JWT makes the signature unreadable, but not the client', async () => {
    const withBreak = { raw: '${jwt}\n' }
    const { verdict } = await send({ assertion: withBreak })
    expect(verdict.rules.find(({ id }) => id === verdict.answer?.rule)).toMatchObject({
      id: 'assertion-readable',
      seen: 'its signature contains white space',
    })
    expect(await outcomeOf({ assertion: withBreak, form: { client_id: null } })).toBe('invalid_client')
    expect(await outcomeOf({ assertion: { raw: '${jwt} ' }, form: { client_id: null } })).toBe('invalid_request')
    expect(await outcomeOf({ assertion: { raw: '${jwt}\r\n' }, form: { client_id: null } })).toBe('invalid_request')
  })

  it('padding after its parts is refused', async () => {
    expect(await outcomeOf({ assertion: { raw: '${jwt}==' } })).toBe('invalid_client')
  })
})

describe('the proof', () => {
  it.each([
    ['scheme and host in upper case, with the default port', '${tokenEndpointShouted}'],
    ['query and fragment', '${tokenEndpoint}?a=b#c'],
    ['white space around it', ' \t${tokenEndpoint}\r\n'],
  ])('its htu may have %s', async (_, htu) => {
    expect(await outcomeOf(proof({ htu }))).toBe('200 proof-htu-plain')
  })

  it.each(['${tokenEndpoint}/', '${issuer}/Connect/Token', '${issuer}/connect /token'])(
    'its htu is otherwise exact: not %s',
    async (htu) => {
      expect(await outcomeOf(proof({ htu }))).toBe("invalid_dpop_proof: Invalid 'htu' value.")
    },
  )

  it.each(['post', 'POST '])('its htm is compared exactly: %j', async (htm) => {
    expect(await outcomeOf(proof({ htm }))).toBe("invalid_dpop_proof: Invalid 'htm' value.")
  })

  it.each([
    ['typ', 'DPoP+JWT'],
    ['alg', 'es256'],
  ])('its %s is compared exactly', async (name, value) => {
    expect(await outcomeOf({ proof: { header: { [name]: value } } })).toBe(
      `invalid_dpop_proof: Invalid '${name}' value.`,
    )
  })

  it.each(['', ' ', '\u00a0'])('a blank nonce is none: %j', async (nonce) => {
    expect(await outcomeOf(proof({ nonce }))).toBe("use_dpop_nonce: Missing 'nonce' value.")
  })

  it('a nonce with white space around it is another nonce', async () => {
    expect(await outcomeOf(proof({ nonce: ' ${nonce}' }))).toBe("use_dpop_nonce: Invalid 'nonce' value.")
  })

  it('a jti of white space counts, as only an empty one is none', async () => {
    expect(await outcomeOf(proof({ jti: ' ' }))).toBe('200')
    expect(await outcomeOf(proof({ jti: '' }))).toBe("invalid_dpop_proof: Invalid 'jti' value.")
  })

  it('an iat as a string may have white space around it', async () => {
    expect(await outcomeOf(proof({ iat: ` ${start} ` }))).toBe('200 proof-iat-is-number')
  })

  it('the case of the names in its jwk is ignored, with a warning', async () => {
    expect(await outcomeOf({ proof: { header: { jwk: { $shoutedJwk: 'proof' } } } })).toBe('200 proof-jwk-names')
    expect(await outcomeOf({ proof: { header: { jwk: { KTY: 'EC', D: 'not-a-secret' } } } })).toBe(
      "invalid_dpop_proof: 'jwk' value contains a private key.",
    )
  })

  it('its parts may have the padding and the alphabet of base64, with a warning', async () => {
    expect(await outcomeOf({ proof: { raw: '${jwt}==' } })).toBe('200 proof-base64url')
    expect(await outcomeOf({ proof: { raw: '${jwt}=' } })).toBe('invalid_dpop_proof: Malformed DPoP token.')
  })
})
