/** JSON bodies with a byte order mark are read (RFC 8259, section 8.1), as ASP.NET Core reads them. */
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }

const twin = createHelseIdMock()
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  twin.handle(
    new Request(`http://localhost:8080${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    }),
  )

const client = { clientId: 'c', scopes: [], jwks: { keys: [publicJwk(keyRing.ec)] } }
const draft = {
  organizationNumber: '994598759',
  publicJwk: publicJwk(keyRing.ec),
  apiScopes: ['nhn:msh/api'],
  postClientConfirmationRedirectUri: 'https://app.example/',
}

it.each<[string, number, string, object, Record<string, string>]>([
  ['the control plane', 201, '/_mock/clients', client, {}],
  ['Selvbetjening', 200, '/selvbetjening/test/v1/client-drafts', draft, { 'api-key': 'any' }],
  ['the test-token service', 200, '/ttt/v2/create-test-token-with-key', { audience: 'a' }, { 'x-auth-key': 'any' }],
])('%s reads it', async (_, status, path, body, headers) => {
  expect((await post(path, `\ufeff${JSON.stringify(body)}`, headers)).status).toBe(status)
})

it('the control plane says where a body is not JSON, without quoting it', async () => {
  const response = await post('/_mock/clients', '{\n  "clientSecret": hunter2hunter2\n}')
  expect(response.status).toBe(400)
  const text = await response.text()
  expect(text).toMatch(/invalid JSON in the body: a value is expected: [^"]*line 2, column 19/)
  expect(text).not.toContain('hunter2')
})

it('the control plane refuses a member that is given twice', async () => {
  const response = await post('/_mock/clients', '{"clientId": "a", "clientId": "b", "scopes": []}')
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringMatching(/\\"clientId\\" is given twice/),
  ])
})
