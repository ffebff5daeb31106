/**
 * Forms are read as ASP.NET Core and Duende IdentityServer read them. Expectations from their sources: FormPipeReader, KeyValueAccumulator,
 * MediaTypeHeaderValue; HttpRequestExtensions, IReadableStringCollectionExtensions, TokenEndpoint, TokenRequestValidator, StringExtensions.
 */
import { exampleNames, isBlank, type Json, type Recipe, trimmed } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import { outcomeOf, scopeOf } from './outcome.ts'

const { scope, secondScope } = exampleNames
const form = (fields: Readonly<Record<string, Json>>): Recipe => ({ form: fields })
const contentType = (text: string): Recipe => ({ contentType: text })

it.each([
  ['grant_type', { grant_type: null, GRANT_TYPE: 'client_credentials' }],
  ['scope', { scope: null, Scope: '${scope}' }],
  ['resource', { Resource: '${audience}' }],
  ['client_id', { client_id: null, Client_Id: '${clientId}' }],
  ['client_assertion_type', { client_assertion_type: null, CLIENT_ASSERTION_TYPE: assertionType() }],
])('the case of the field name %s is ignored, with a warning', async (_, fields) => {
  expect(await outcomeOf(form(fields))).toBe('200 field-names')
})

it('fields whose names differ in case only are one field with two values', async () => {
  expect(await outcomeOf(form({ grant_type: 'client_credentials', GRANT_TYPE: 'client_credentials' }))).toBe(
    'unsupported_grant_type',
  )
  expect(await outcomeOf(form({ CLIENT_SECRET: 'secret' }))).toBe('invalid_client')
})

it.each([
  ['grant_type', ['client_credentials', 'client_credentials'], 'unsupported_grant_type'],
  ['scope', ['${scope}', '${scope}'], 'invalid_scope'],
])('two values of %s are joined with a comma', async (name, values, outcome) => {
  expect(await outcomeOf(form({ [name]: values }))).toBe(outcome)
})

it.each([
  ['scope', { scope: ' \t' }, '200'],
  ['resource', { resource: ['', ' '] }, '200'],
  ['grant_type', { grant_type: '\r\n' }, 'unsupported_grant_type'],
  ['client_secret', { client_secret: '  ' }, '200'],
])('a blank %s is none', async (_, fields, outcome) => {
  expect(await outcomeOf(form(fields))).toBe(outcome)
})

it.each([
  ['scope', ['', '${scope}']],
  ['grant_type', [' ', 'client_credentials', '\n']],
  ['resource', ['', '${audience}']],
])('blank values of %s do not count', async (name, values) => {
  expect(await outcomeOf(form({ [name]: values }))).toBe('200')
})

it.each(['\n', '\r\n', '\t', '\u00a0', '\u0085', '\u2003'])(
  'white space at the ends of scope is cut off: %j',
  async (end) => {
    expect(await scopeOf(form({ scope: `${end}${scope}${end}` }))).toBe(scope)
  },
)

it('the line break after the last field of a body belongs to the value', async () => {
  expect(await outcomeOf({ body: '${form}\n' })).toBe('200')
  expect(await outcomeOf({ form: { scope: null }, body: '${form}\n' })).toBe('unsupported_grant_type')
})

it.each(['\u200b', '\ufeff'])('a character that is not white space in .NET is part of the scope: %j', async (end) => {
  expect(await outcomeOf(form({ scope: `${scope}${end}` }))).toBe('invalid_scope')
})

it('several spaces between scopes count as one, a scope named twice counts once, and they are sorted', async () => {
  expect(await scopeOf(form({ scope: `  ${secondScope}   ${scope} ${secondScope} ` }))).toBe(`${scope} ${secondScope}`)
})

it.each(['\t', '\n', ','])('only spaces separate scopes: not %j', async (separator) => {
  expect(await outcomeOf(form({ scope: `${scope}${separator}${secondScope}` }))).toBe('invalid_scope')
})

it('the length of scope is measured before white space is cut off', async () => {
  expect(await outcomeOf(form({ scope: scope.padEnd(300) }))).toBe('200')
  expect(await outcomeOf(form({ scope: scope.padEnd(301) }))).toBe('invalid_scope')
})

it.each([
  'APPLICATION/X-WWW-Form-Urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'application/x-www-form-urlencoded;charset="utf-8"',
  'application/x-www-form-urlencoded; charset=no-such-charset; a = b',
  'application/x-www-form-urlencoded;',
  'application/x-www-form-urlencoded ; charset',
])('the case and the parameters of the media type make no difference: %s', async (text) => {
  expect(await outcomeOf(contentType(text))).toBe('200')
})

it.each([
  'application/x-www-form-urlencoded, application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-8, text/plain',
  'application/x-www-form-urlencoded; =utf-8',
  'application/x-www-form-urlencoded charset=utf-8',
])('a Content-Type that cannot be parsed is not a form: %s', async (text) => {
  expect(await outcomeOf(contentType(text))).toBe('invalid_request')
})

it('long white space, inside or at the ends, is read in one pass', async () => {
  const space = ' '.repeat(2_000_000)
  expect(trimmed(`${space}x${space}x${space}`)).toHaveLength(2_000_002)
  expect(isBlank(space)).toBe(true)
  expect(await outcomeOf({ contentType: `application/x-www-form-urlencoded;a${space}!` })).toBe('invalid_request')
  expect(await outcomeOf({ assertion: { claims: { exp: `${'1'.repeat(30_000)}x` } } })).toBe('invalid_client')
})

it('two Content-Type headers are not a form', async () => {
  expect(await outcomeOf({ headers: [['Content-Type', 'application/x-www-form-urlencoded']] })).toBe('invalid_request')
})

it('a form with more than 1,024 values or a name of more than 2,048 characters is refused', async () => {
  expect(await outcomeOf(form({ filler: { $repeat: ['x', 1019] } }))).toBe('200 fields-once')
  expect(await outcomeOf(form({ filler: { $repeat: ['x', 1020] } }))).toBe('invalid_request')
  expect(await outcomeOf(form({ ['x'.repeat(2048)]: 'y' }))).toBe('200')
  expect(await outcomeOf(form({ ['x'.repeat(2049)]: 'y' }))).toBe('invalid_request')
})

it('a secret under a name in upper case is withheld from the journal', async () => {
  const twin = createHelseIdMock()
  const body = new URLSearchParams({ CLIENT_ID: 'someone', CLIENT_SECRET: 'correct-horse-battery-staple' })
  await twin.handle(new Request(`${twin.issuer('test')}/connect/token`, { method: 'POST', body }))
  expect(JSON.stringify(twin.requests.at(-1))).not.toContain('correct-horse')
})

it.each([
  ['grant_type', 'client_credentials ', 'unsupported_grant_type'],
  ['grant_type', 'Client_Credentials', 'unsupported_grant_type'],
  ['client_assertion_type', `${assertionType()}\n`, 'invalid_client'],
  ['client_assertion_type', assertionType().toUpperCase(), 'invalid_client'],
  ['scope', '${SCOPE}', 'invalid_scope'],
])('nothing else is tolerated: %s %j', async (name, value, outcome) => {
  expect(await outcomeOf(form({ [name]: value }))).toBe(outcome)
})

function assertionType(): string {
  return 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
}
