/** A private key that is refused, wherever it was sent: the answer and the log say that it must be replaced, and neither shows it. */
import { publicJwk } from 'helseid-contract/rules'
import { createHelseIdMock, type LogEvent } from 'helseid-mock'
import { expect, it } from 'vitest'
import keyRing from '../../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { secrets } from '../http/misplaced-secrets.ts'

const origin = 'http://localhost:8080'
const key = keyRing.registered
const registered = { clientId: 'ehr-1', scopes: [], jwks: { keys: [key] } }
const draft = {
  organizationNumber: '994598759',
  publicJwk: JSON.stringify(key),
  apiScopes: ['nhn:msh/api'],
  postClientConfirmationRedirectUri: 'http://localhost:1337/',
}
const pem = secrets.find(({ kind }) => kind === 'PEM, PKCS#8')?.text as string
const okp = JSON.parse(secrets.find(({ kind }) => kind === 'private JWK, OKP')?.text as string) as object
const secretParts = [key.d, ...pem.split('\n').slice(1, -2), (okp as { d: string }).d]

async function send(path: string, body: unknown, type = 'application/json') {
  const events: LogEvent[] = []
  const twin = createHelseIdMock({ log: (event) => events.push(event) })
  const answer = await twin.handle(
    new Request(origin + path, {
      method: 'POST',
      headers: { 'content-type': type, 'api-key': 'any', 'x-auth-key': 'any' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
    { caller: '192.0.2.7' },
  )
  return { status: answer.status, text: await answer.text(), events }
}

const drafts = '/selvbetjening/test/v1/client-drafts'
const ttt = '/ttt/v2/create-test-token-with-key'

it.each<[string, string, unknown, string?]>([
  ['at registration', '/_mock/clients', registered],
  ['at registration, among other faults', '/_mock/clients', { ...registered, scopes: 5 }],
  ['at registration, as a certificate', '/_mock/clients', { ...registered, jwks: { keys: [] }, certificates: [pem] }],
  ['at registration, as a file of PEM', '/_mock/clients', pem, 'application/x-www-form-urlencoded'],
  ['in a client draft', drafts, draft],
  ['in a client draft, among other faults', drafts, { ...draft, apiScopes: [] }],
  ['in a client draft, as PEM', drafts, { ...draft, publicJwk: pem }],
  ['in a client draft, as its whole body', drafts, pem],
  ['at mint, in a member that it does not have', '/_mock/tokens', { key }],
  ['at mint, as an unusable proofKey', '/_mock/tokens', { proofKey: okp }],
  ['at the test-token service, as its whole body', ttt, pem],
  [
    'at the test-token service, as an unusable privateKeyForProofCreation',
    ttt,
    {
      audience: 'nhn:msh',
      createDPoPTokenWithDPoPProof: true,
      dPoPProofParameters: { htuClaimValue: 'https://api.example/', privateKeyForProofCreation: pem.slice(0, -200) },
    },
  ],
])('a private key that is refused %s must be replaced, say answer and log', async (_, path, body, type) => {
  const { status, text, events } = await send(path, body, type)
  expect([400, 415]).toContain(status)
  const { detail = text } = text.startsWith('{') ? (JSON.parse(text) as { detail?: string }) : {}
  expect(detail).toMatch(/private key/)
  expect(detail.match(/replace (?:it|this one|the key) now/g)).toHaveLength(1)
  expect(events.filter(({ fields }) => fields.event === 'private-key')).toEqual([
    {
      level: 'warn',
      message: `private key sent to POST ${path} by 192.0.2.7 and refused: replace it now`,
      fields: { event: 'private-key', method: 'POST', path, by: '192.0.2.7' },
    },
  ])
  for (const secret of secretParts) expect(text + JSON.stringify(events)).not.toContain(secret)
})

it.each<[string, string, unknown]>([
  [
    'an invalid request with a public key',
    '/_mock/clients',
    { ...registered, jwks: { keys: [publicJwk(key)] }, scopes: 5 },
  ],
  ['an invalid mint with a usable proofKey', '/_mock/tokens', { proofKey: key, broken: ['server-error'] }],
  [
    'an invalid request to the test-token service with a usable privateKeyForProofCreation',
    ttt,
    {
      audience: 'nhn:msh',
      dPoPProofParameters: { htuClaimValue: 'x', privateKeyForProofCreation: JSON.stringify(key) },
      createDPoPTokenWithDPoPProof: true,
    },
  ],
])('%s is not reported as a private key sent by mistake', async (_, path, body) => {
  const { status, text, events } = await send(path, body)
  expect(status).toBe(400)
  expect(text).not.toContain('replace it now')
  expect(events.filter(({ fields }) => fields.event === 'private-key')).toEqual([])
})

it.each(['/test/connect/userinfo', '/test/nothing', '/tset/connect/token'])(
  'a private key sent to %s, at which nothing is served, is logged and not kept',
  async (path) => {
    const { events, text } = await send(path, pem, 'text/plain')
    const [logged, ...others] = events.filter(({ fields }) => fields.event === 'private-key')
    expect(logged?.message).toBe(`private key sent to POST ${path} by 192.0.2.7 and refused: replace it now`)
    expect(others).toEqual([])
    for (const part of secretParts) expect(text + JSON.stringify(events)).not.toContain(part)
  },
)
