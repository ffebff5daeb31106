/**
 * Credentials are found as Duende IdentityServer finds them. Expectations from the sources of SecretParser, BasicAuthenticationSecretParser,
 * PostBodySecretParser, JwtBearerClientAssertionSecretParser and ClientSecretValidator.
 */
import type { Json, Recipe } from 'helseid-contract/rules'
import { describe, expect, it } from 'vitest'
import { send } from '../endpoints/case-harness.ts'
import { outcomeOf } from './outcome.ts'

const client = { legacyAuth: true, clientSecret: 'secret' } as const
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`
const withHeaders = (...values: readonly string[]): Recipe => ({
  headers: values.map((value) => ['Authorization', value]),
})
const form = (fields: Readonly<Record<string, Json>>): Recipe => ({ form: fields })
/** A request without an assertion. */
const without = { client_assertion: null, client_assertion_type: null }
const onlyBasic = (...values: readonly string[]): Recipe => ({
  client,
  form: { ...without, client_id: null },
  ...withHeaders(...values),
})

it('of several client_assertion the first counts, even a blank one', async () => {
  expect(await outcomeOf({ assertion: { raw: '${jwt}' }, body: '${form}&client_assertion=other' })).toBe(
    '200 fields-once',
  )
  expect(await outcomeOf({ body: 'client_assertion=other&${form}' })).toBe('invalid_client')
  expect(await outcomeOf({ body: 'client_assertion=&${form}' })).toBe('invalid_client')
})

it('of several client_assertion_type the first counts, even a blank one', async () => {
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  expect(await outcomeOf(form({ client_assertion_type: [type, 'other'] }))).toBe('200 fields-once')
  expect(await outcomeOf(form({ client_assertion_type: ['other', type] }))).toBe('invalid_client')
  expect(await outcomeOf(form({ client_assertion_type: ['', type] }))).toBe('invalid_client')
})

it('of several client_id the first counts, even a blank one', async () => {
  expect(await outcomeOf(form({ ...without, client_id: ['${clientId}', 'other'] }))).toBe('invalid_client')
  expect(await outcomeOf(form({ ...without, client_id: ['', '${clientId}'] }))).toBe('invalid_request')
})

it('of several client_secret the first counts, even a blank one', async () => {
  expect(await outcomeOf({ client, ...form({ ...without, client_secret: ['secret', 'other'] }) })).toBe(
    '200 fields-once',
  )
  expect(await outcomeOf({ client, ...form({ ...without, client_secret: ['other', 'secret'] }) })).toBe(
    'invalid_client',
  )
  expect(await outcomeOf(form({ client_secret: ['', 'secret'] }))).toBe('200')
})

it('a blank client_assertion is none', async () => {
  expect(await outcomeOf(form({ client_assertion: ' ', client_id: null }))).toBe('invalid_request')
})

it('a client_id of more than 100 characters is none', async () => {
  expect(await outcomeOf(form({ ...without, client_id: 'x'.repeat(100) }))).toBe('invalid_client')
  expect(await outcomeOf(form({ ...without, client_id: 'x'.repeat(101) }))).toBe('invalid_request')
})

it('a client_secret of more than 100 characters is refused, although Duende IdentityServer ignores it', async () => {
  expect(await outcomeOf(form({ client_secret: 'x'.repeat(101) }))).toBe('invalid_client')
})

it('a secret in the header or the form counts before the assertion', async () => {
  expect(await outcomeOf(withHeaders(basic('example-client:secret')))).toBe('invalid_client')
  expect(await outcomeOf(form({ client_secret: 'secret' }))).toBe('invalid_client')
})

it('an expired key is left out, and a valid one counts', async () => {
  const keys = [{ key: 'registered' }, { key: 'second', expired: true }] as const
  expect(await outcomeOf({ client: { keys } })).toBe('200')
  expect(await outcomeOf({ client: { keys }, assertion: { key: 'second' } })).toBe('invalid_client')
})

it('of two ids without a secret the one in the form counts', async () => {
  const { verdict } = await send({ form: without, ...withHeaders(basic('someone-unknown:')) })
  expect(verdict.answer).toMatchObject({ error: 'invalid_client', rule: 'assertion-present' })
  expect(verdict.rules.find(({ id }) => id === 'client-known')?.outcome).toBe('passed')
})

it('an id with a blank secret does not hide the assertion', async () => {
  expect(await outcomeOf(withHeaders(basic('someone:')))).toBe('200')
  expect(await outcomeOf(withHeaders(basic('someone: ')))).toBe('200')
})

it('a blank sub is none', async () => {
  expect(await outcomeOf({ assertion: { claims: { sub: ' ' } }, form: { client_id: null } })).toBe('invalid_request')
})

it.each(['${CLIENT}', ' ${clientId}', '${clientId}\n'])('a client id is compared exactly: %j', async (id) => {
  const other = id.replace('${CLIENT}', 'EXAMPLE-CLIENT')
  expect(await outcomeOf({ assertion: { claims: { iss: other, sub: other } } })).toBe('invalid_client')
})

describe('an Authorization header', () => {
  it('the case of the scheme is ignored', async () => {
    const header = basic('example-client:secret')
    expect(await outcomeOf(onlyBasic(header.replace('Basic', 'bASIC')))).toBe('200')
  })

  it('white space in the base64 is ignored', async () => {
    const header = basic('example-client:secret')
    expect(await outcomeOf(onlyBasic(`${header.slice(0, 6)}  ${header.slice(6, 12)} ${header.slice(12)}`))).toBe('200')
  })

  it('of several headers the first counts', async () => {
    expect(await outcomeOf(onlyBasic(basic('example-client:secret'), basic('example-client:wrong')))).toBe('200')
    expect(await outcomeOf(onlyBasic('Bearer x', basic('example-client:secret')))).toBe('invalid_request')
  })

  it.each([
    ['base64 without its padding', basic('someone:secret').replace(/=+$/, '')],
    ['base64url', basic('some?one>:secret?').replace('+', '-')],
    ['no colon', basic('secret')],
    ['a blank id', basic(' :secret')],
    ['an id of 101 characters', basic(`${'x'.repeat(101)}:secret`)],
    ['no space after the scheme', basic('someone:secret').replace(' ', '')],
  ])('with %s is ignored, and the next credential counts', async (_, header) => {
    expect(await outcomeOf(withHeaders(header))).toBe('200')
  })

  it('an escaped character stands for itself, and a plus sign for a space', async () => {
    const legacy = { legacyAuth: true, clientSecret: 'a b&c%=' } as const
    const request = onlyBasic(basic('example%2Dclient:a+b&c%25='))
    expect(await outcomeOf({ ...request, client: legacy })).toBe('200')
  })
})
