/** Origins and issuers omit the default port of their scheme: a client sends its issuer as `aud`. */
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { originOf } from '../../../mock-sts/http/origin-of.ts'

// RFC 6454 6.2: the port is omitted if it is the default of the scheme.
it.each([
  ['https', 'localhost', 443, 'https://localhost'],
  ['http', 'localhost', 80, 'http://localhost'],
  ['https', 'localhost', 80, 'https://localhost:80'],
  ['http', 'localhost', 443, 'http://localhost:443'],
  ['http', '::1', 80, 'http://[::1]'],
  // A URL has no place for the zone of an address. https://url.spec.whatwg.org/#concept-ipv6-parser
  ['http', 'fe80::1%eth0', 8080, 'http://[fe80::1]:8080'],
  ['http', '0.0.0.0', 8080, 'http://localhost:8080'],
  ['http', '::', 8080, 'http://localhost:8080'],
  ['http', undefined, 8080, 'http://localhost:8080'],
  ['http', 'localhost', 8080, 'http://localhost:8080'],
] as const)('the origin of a twin that listens for %s at %s, port %i, is %s', (scheme, name, port, origin) => {
  expect(originOf(scheme, name, port)).toBe(origin)
})

it.each([
  ['https://idp.example:443', 'https://idp.example/test'],
  ['http://idp.example:80/', 'http://idp.example/test'],
  ['http://idp.example:8080', 'http://idp.example:8080/test'],
])('with the configured issuer %s the metadata names %s', async (issuer, expected) => {
  const twin = createHelseIdMock({ issuer })
  const metadata = await twin.handle(new Request('http://localhost:8080/test/.well-known/openid-configuration'))
  expect(await metadata.json()).toMatchObject({ issuer: expected, token_endpoint: `${expected}/connect/token` })
})
