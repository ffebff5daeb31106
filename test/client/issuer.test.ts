/** Which issuers client and verifier accept: one check for both. */
import { createHelseIdClient } from 'helseid-client'
import { createTokenVerifier } from 'helseid-client/verifier'
import { describe, expect, it } from 'vitest'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

type Create = (issuer: string, options?: { allowPlainHttp?: boolean }) => unknown

const faces: readonly (readonly [string, Create])[] = [
  ['client', (issuer, options) => createHelseIdClient({ issuer, clientId: 'c', key: keyRing.ec, ...options })],
  ['verifier', (issuer, options) => createTokenVerifier({ issuer, audience: 'nhn:example', ...options })],
]

describe.each(faces)('the %s', (_, create) => {
  it.each([
    ['http://sts.example', /must be an https URL: http is only for this machine/],
    ['http://localhost.evil.example', /must be an https URL/],
    ['http://127.0.0.1.evil.example', /must be an https URL/],
    ['http://192.0.2.1:8080/test', /must be an https URL/],
    ['http://[2001:db8::1]', /must be an https URL/],
    ['javascript:alert(1)', /must be an https URL/],
    ['file:///etc/passwd', /must be an https URL/],
    ['data:text/plain,x', /must be an https URL/],
    ['https://a:secret@sts.example', /must not contain a user name or password/],
    ['https://sts.example?x=1', /must not have a query or fragment/],
    ['https://sts.example#x', /must not have a query or fragment/],
    ['https://sts.example/', /must not end with a slash/],
    [' https://sts.example', /must not start or end with whitespace/],
    ['https:\\\\sts.example', /is not a well-formed URL/],
    ['https://sts.exa\nmple', /is not a well-formed URL/],
    ['HTTPS://sts.example', /is not a well-formed URL/],
    ['https:sts.example', /is not a well-formed URL/],
  ])('refuses the issuer %j', (issuer, message) => {
    expect(() => create(issuer)).toThrow(message)
    expect(() => create(issuer)).toThrow(TypeError)
  })

  it.each([
    'https://sts.example',
    'https://sts.example:8443/test',
    'http://localhost:8080/test',
    'http://test.localhost:8080',
    'http://127.0.0.1:8080/test',
    'http://[::1]:8080/test',
    'http://helseid-mock:8080/test',
  ])('accepts the issuer %s', (issuer) => {
    expect(() => create(issuer)).not.toThrow()
  })

  it('accepts plain HTTP at any other host with allowPlainHttp', () => {
    for (const issuer of ['http://sts.example', 'http://192.0.2.1:8080/test'])
      expect(() => create(issuer, { allowPlainHttp: true })).not.toThrow()
    expect(() => create('ftp://sts.example', { allowPlainHttp: true })).toThrow(/must be an https URL/)
    expect(() => create('http://sts.example', { allowPlainHttp: 'false' as never })).toThrow(
      /allowPlainHttp must be true or false/,
    )
  })

  it.each(['http://helseid-sts.nhn.no', 'http://HELSEID-STS.TEST.nhn.no', 'http://helseid-sts.nhn.no.'])(
    'refuses %s even with allowPlainHttp',
    (issuer) => {
      expect(() => create(issuer, { allowPlainHttp: true })).toThrow(/HelseID never uses plain HTTP/)
    },
  )
})

describe('the verifier bounds its numbers', () => {
  const create = (options: object) => () =>
    createTokenVerifier({ environment: 'test1', audience: 'nhn:example', ...options })

  it.each([
    ['clockTolerance', 0, 300],
    ['proofLifetime', 1, 300],
    ['jwksCooldown', 0, 86_400],
    ['jwksLifetime', 0, 604_800],
  ])('%s is from %d to %d seconds', (name, min, max) => {
    for (const value of [min, max]) expect(create({ [name]: value })).not.toThrow()
    for (const value of [min - 0.1, max + 1, Number.NaN, Number.POSITIVE_INFINITY, '5'])
      expect(create({ [name]: value })).toThrow(`${name} must be a number of seconds from ${min} to ${max}`)
  })
})

describe('a verifier that is given its keys', () => {
  const create = (issuer: string) => () =>
    createTokenVerifier({ issuer, audience: 'nhn:example', jwks: async () => new Uint8Array() })

  it('accepts plain HTTP, because it fetches nothing from the issuer', () => {
    for (const issuer of ['http://sts.example', 'http://helseid-sts.test.nhn.no:8080/test'])
      expect(create(issuer)).not.toThrow()
  })

  it('refuses an issuer that is not a well-formed https or http URL', () => {
    expect(create('javascript:alert(1)')).toThrow(/must be an https URL/)
    expect(create('http://a:b@sts.example')).toThrow(/must not contain a user name or password/)
  })
})
