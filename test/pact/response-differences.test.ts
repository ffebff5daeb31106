/** responseDifferences must find the same differences as Pact's own verifier, at the same places. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Verifier } from '@pact-foundation/pact'
import { type Pact, type PactInteraction, pacts } from 'helseid-contract/pact'
import { afterAll, expect, it } from 'vitest'
import { type Answer, responseDifferences } from '../../contract/pact/response-differences.ts'

const dir = mkdtempSync(join(tmpdir(), 'pacts-'))
afterAll(() => rmSync(dir, { recursive: true }))

interface Mismatch {
  readonly type: string
  readonly path?: string
  readonly key?: string
}

/** The places where Pact's verifier finds differences. */
async function foundByPact(pact: Pact, interaction: PactInteraction, { status, headers, body }: Answer) {
  const file = join(dir, 'pact.json')
  const metadata = { pactSpecification: { version: '4.0' } }
  writeFileSync(file, JSON.stringify({ ...pact, metadata, interactions: [{ ...interaction, providerStates: [] }] }))
  const server = createServer((_, response) =>
    response.writeHead(status, Object.fromEntries(headers)).end(body),
  ).listen(0)
  const providerBaseUrl = `http://localhost:${(server.address() as AddressInfo).port}`
  const verifier = new Verifier({ provider: 'p', providerBaseUrl, pactUrls: [file], logLevel: 'error' })
  const output = await verifier.verifyProvider().catch(({ message }: Error) => message)
  server.close()
  const { errors } = JSON.parse(output) as { errors: { mismatch: { mismatches: Mismatch[] } }[] }
  return errors.flatMap(({ mismatch }) => mismatch.mismatches).map(place)
}

function place({ type, path, key }: Mismatch): string {
  if (type === 'StatusMismatch') return 'status'
  return type === 'HeaderMismatch' ? `header ${key}` : (path ?? 'body')
}

/** The example response of the pact. */
function example({ response }: PactInteraction): Answer {
  const headers = new Headers(Object.entries(response.headers ?? {}).map(([name, values]) => [name, values.join(', ')]))
  return { status: response.status, headers, body: JSON.stringify(response.body?.content ?? '') }
}

const named = (pact: Pact, description: string) =>
  pact.interactions.find((one) => one.description === description) as PactInteraction
const { sts, selvbetjening, api } = pacts
const token = named(sts, 'a token request for one scope')
const keys = named(sts, 'a request for the signing keys')
const challenge = named(sts, 'a token request without a nonce')
const list = named(selvbetjening, 'a request for the client’s keys')
const expired = named(api, 'a call with an expired token')

const withBody = (body: unknown) => (answer: Answer) => ({ ...answer, body: JSON.stringify(body) })
const withHeaders = (headers: Record<string, string>) => (answer: Answer) => ({
  ...answer,
  headers: new Headers(headers),
})
const good = token.response.body?.content as object
const json = { 'content-type': 'application/json' }
const [key] = (keys.response.body?.content as { keys: [object] } | undefined)?.keys ?? []

/** The expected places, and those of Pact where they differ. */
it.each<[string, Pact, PactInteraction, (answer: Answer) => Answer, string[], string[]?]>([
  ['the example', sts, token, (answer) => answer, []],
  ['another status', sts, token, (answer) => ({ ...answer, status: 201 }), ['status']],
  ['an additional member', sts, token, withBody({ ...good, more: true }), []],
  ['a missing member', sts, token, withBody({ ...good, expires_in: undefined }), ['$.expires_in'], ['$']],
  ['a string instead of a number', sts, token, withBody({ ...good, expires_in: '600' }), ['$.expires_in']],
  ['a fraction instead of an integer', sts, token, withBody({ ...good, expires_in: 1.5 }), ['$.expires_in']],
  ['null instead of a string', sts, token, withBody({ ...good, scope: null }), ['$.scope']],
  ['an array instead of a string', sts, token, withBody({ ...good, scope: ['a'] }), ['$.scope']],
  ['another scheme', sts, token, withBody({ ...good, token_type: 'Bearer' }), ['$.token_type']],
  ['the scheme in lower case', sts, token, withBody({ ...good, token_type: 'dpop' }), []],
  ['another value than the fixed one', sts, challenge, withBody({ error: 'invalid_client' }), ['$.error']],
  ['a value that does not match the pattern', sts, token, withBody({ ...good, access_token: 'x' }), ['$.access_token']],
  ['an array instead of an object', sts, token, withBody([]), ['$']],
  [
    'another media type',
    sts,
    token,
    withHeaders({ 'content-type': 'application/jwt' }),
    ['header Content-Type'],
    ['body', 'header Content-Type'],
  ],
  ['several keys', sts, keys, withBody({ keys: [key, key] }), []],
  ['no keys', sts, keys, withBody({ keys: [] }), ['$.keys']],
  ['a bad second key', sts, keys, withBody({ keys: [key, { ...key, kty: 'EC' }] }), ['$.keys[1].kty']],
  ['an object instead of an array', sts, keys, withBody({ keys: {} }), ['$.keys']],
  ['a missing header', sts, challenge, withHeaders(json), ['header DPoP-Nonce']],
  [
    'a header that does not match the pattern',
    sts,
    challenge,
    withHeaders({ ...json, 'dpop-nonce': 'a b' }),
    ['header DPoP-Nonce'],
  ],
  ['an empty array', selvbetjening, list, withBody([]), ['$']],
  ['an invalid date', selvbetjening, list, withBody([{ kid: 'k', expiration: 'soon' }]), ['$[0].expiration']],
  ['another code', api, expired, withHeaders({ 'www-authenticate': 'DPoP error="x"' }), ['header WWW-Authenticate']],
])('%s', async (_, pact, interaction, change, expected, byPact = expected) => {
  const answer = change(example(interaction))
  const found = responseDifferences(interaction, answer).map(({ at }) => at)
  expect(found).toEqual(expected)
  expect([...new Set(await foundByPact(pact, interaction, answer))].sort()).toEqual([...byPact].sort())
})

it('reports a body that is not JSON', () => {
  const answer = { status: 200, headers: new Headers(json), body: '<html>' }
  expect(responseDifferences(token, answer)).toEqual([{ at: 'body', expected: 'JSON', seen: '"<html>"' }])
})

it.each([
  ['a JWT', 200, 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2VjcmV0', 'a string of 45 characters'],
  ['an opaque token', 200, '{"access_token":}secret', 'a string of 23 characters'],
  ['a form', 400, 'access_token=secret&token_type=DPoP', '"access_token=…&token_type=DPoP"'],
  [
    'a page that contains the form',
    400,
    '<p>client_assertion=eyJhbGciOiJSUzI1NiJ9.e30.c2VjcmV0',
    '"<p>client_assertion=…"',
  ],
  ['an array', 200, '[{"access_token":"secret"}]', '[{"access_token":"…"}]'],
  [
    'an array with a JWT and other members',
    200,
    '[{"access_token":"eyJhbGciOiJSUzI1NiJ9.e30.c2VjcmV0","expires_in":600}]',
    '[{"access_token":"…","expires_in":600}]',
  ],
  ['a JSON string', 200, '"secret"', 'a string of 6 characters'],
])('reveals no token in %s', (_, status, body, seen) => {
  const differences = responseDifferences(token, { status, headers: new Headers(json), body })
  expect(differences.at(-1)).toMatchObject({ seen })
})

it.each([
  [['secret'], 'an array'],
  [{ value: 'secret' }, 'an object'],
])('reveals no token in %j as the token', (value, seen) => {
  const body = JSON.stringify({ ...good, access_token: value })
  expect(responseDifferences(token, { status: 200, headers: new Headers(json), body })).toMatchObject([{ seen }])
})

it('throws for an unsupported matcher', () => {
  const matchingRules = { body: { '$.scope': { matchers: [{ match: 'semver' }] } } }
  const interaction = { ...token, response: { ...token.response, matchingRules } }
  expect(() => responseDifferences(interaction, example(token))).toThrow('an unsupported matcher "semver"')
})
