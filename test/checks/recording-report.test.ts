/** `helseid-mock compare`: exit codes, and a report for an issue form that shows no secret and names no one. */

import { stripVTControlCharacters } from 'node:util'
import { base64urlJson } from 'helseid-contract'
import { expect, it, vi } from 'vitest'
import { run } from '../../mock-sts/cli/run.ts'
import { send, start } from '../mock-sts/endpoints/case-harness.ts'
import { curlText, har, type Recorded } from './recording.ts'

async function compare(text: string, ...flags: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  const spies = (['log', 'error'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => undefined))
  const exitCode = await run(['compare', text, ...flags])
  const [out = '', err = ''] = spies.map((spy) => stripVTControlCharacters(spy.mock.calls.join('\n')))
  vi.restoreAllMocks()
  return { exitCode, out, err }
}

it('exits 0 if the twin answers as HelseID did, 1 if not, and 2 for a text that is not a recording', async () => {
  const { answer } = await send({})
  const same = await compare(har([answer]))
  expect([same.exitCode, same.out]).toEqual([
    0,
    'The twin answers 1 token request of the recording as HelseID did, as far as a recording shows.',
  ])
  const other = await compare(har([answer, { ...answer, status: 201 }]))
  expect(other.exitCode).toBe(1)
  expect(other.out).toContain('| status | 200 | 201 |')
  expect(other.out).toContain('The twin answers 1 of 2 token requests differently.')
  const wrong = await compare('a text')
  expect([wrong.exitCode, wrong.err]).toEqual([
    2,
    expect.stringContaining('the recording has no token request with its answer'),
  ])
  expect((await compare(har([answer]), '--profile', 'strict')).exitCode).toBe(2)
})

it('says which requests were not compared, and does not count them as equal', async () => {
  const { answer } = await send({})
  const cut = { ...answer, body: answer.body.slice(0, -40) }
  const reason = 'Request 1 was not compared: the recording does not show the whole body of the answer.'
  const none = await compare(har([cut]))
  expect([none.exitCode, none.out]).toEqual([
    0,
    `${reason}\n\nNothing was compared: 0 of 1 token request in the recording.`,
  ])
  expect((await compare(har([cut, answer]))).out).toBe(
    `${reason}\n\nThe twin answers 1 of 2 token requests of the recording as HelseID did, as far as a recording shows.`,
  )
  expect((await compare(har([cut, { ...answer, status: 201 }]))).out).toMatch(
    /\n\nThe twin answers 1 of 1 compared token request differently\. 1 of 2 token requests was not compared\.$/,
  )
})

it('does not compare an answer whose body the HAR lacks', async () => {
  const { answer } = await send({})
  const { log } = JSON.parse(har([answer]))
  delete log.entries[0].response.content.text
  expect((await compare(JSON.stringify({ log }))).out).toBe(
    'Request 1 was not compared: the recording does not show the body of the answer.\n\nNothing was compared: 0 of 1 token request in the recording.',
  )
})

it('compares a body that follows the progress meter of curl in its line', async () => {
  const { answer } = await send({})
  const zero = '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
  const all = '100  3120  100  1890  100  1230  94500  61500 --:--:-- --:--:-- --:--:--  152k'
  const text = curlText([answer]).replace(answer.body, `\r${zero}\r${all}${answer.body}`)
  expect(text).toContain(`152k{`)
  expect((await compare(text)).out).toBe(
    'The twin answers 1 token request of the recording as HelseID did, as far as a recording shows.',
  )
})

it('names each request by its number and time, and quotes only values of an answer', async () => {
  const { answer } = await send({})
  const { access_token: _, ...members } = JSON.parse(answer.body)
  const other = { ...answer, body: JSON.stringify(members) }
  const { out } = await compare(har([answer, other]))
  expect(out).toContain(`### Request 2 (${new Date(start * 1000).toISOString().slice(0, 19)}Z): HelseID answered 200`)
  expect(out).toContain('| member access_token | string | nothing |')
})

it('leaves out the requests of a client that --client does not have, and refuses one that has none of them', async () => {
  const { answer } = await send({})
  const id = new URLSearchParams(answer.request.body).get('client_id')
  const registration = { clientId: 'other', jwks: { keys: [] }, scopes: ['nhn:example/a'] }
  const other = withClient(answer, 'other')
  const mixed = await compare(har([answer, other]), '--client', JSON.stringify(registration))
  expect(mixed.out).toContain('Request 1 was not compared: --client does not have the registration of its client.')
  const none = await compare(har([answer]), '--client', JSON.stringify(registration))
  expect([none.exitCode, none.err]).toEqual([
    2,
    expect.stringContaining(`this is the registration of "other", but the text names the client "${id}"`),
  ])
})

/** The request with another client in its form and its assertion. */
function withClient(answer: Recorded, clientId: string): Recorded {
  const form = new URLSearchParams(answer.request.body)
  form.set('client_id', clientId)
  form.set('client_assertion', jwt({ alg: 'PS256' }, { iss: clientId, sub: clientId, iat: start }))
  return { ...answer, request: { ...answer.request, body: form.toString() } }
}

/** Each place of a secret or a name in a recording. */
const secrets = {
  clientId: '0a6f2c4e-91d3-4c1b-8a57-3f1d2b9c7e40',
  otherClientId: 'e7b1d9a2-5c64-4f0e-b3d8-6a2f1c0e9b75',
  basic: 'c2VjcmV0OnBhc3N3b3Jk',
  cookie: 'idsrv-session-4711-abc',
  clientSecret: 'correct-horse-battery',
  kid: 'kid-of-the-hospital-1',
  assertionJti: 'assertion-jti-7f3a',
  parent: '994598759',
  child: '983658725',
  supplier: '889640782',
  journal: '4b8b8a5e-6f5a-4d0c-9a43-3d6a0b1f2c7d',
  proofJti: 'proof-jti-55aa',
  nonce: 'CfDJ8-nonce-value-91',
  nextNonce: 'CfDJ8-nonce-value-92',
  jwkX: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  jwkY: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo',
  tokenJti: '0123456789ABCDEF0123456789ABCDEF',
  jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I',
  clientName: 'Testsykehuset HF - Journal',
  pid: '13116900216',
  pseudonym: 'c3Vic3RpdHV0ZQ==',
  sid: 'FEDCBA9876543210FEDCBA9876543210',
  hprNumber: '565501872',
  personName: 'Ola Nordmann',
  numberAsNumber: '12057900499',
  refreshToken: 'refresh-token-77',
  header: 'Testkommunen-proxy-01',
  member: 'intern-verdi-88',
  quoted: 'Fastlegesenteret AS',
} as const

/** A compact JWT with a signature that is secret, too. */
const jwt = (header: object, claims: object) => `${base64urlJson(header)}.${base64urlJson(claims)}.c2lnbmF0dXJl`

function secretExchange(): Recorded {
  const { clientId, parent, child } = secrets
  const url = 'https://helseid-sts.test.nhn.no/connect/token'
  const assertion = jwt(
    { alg: 'PS256', typ: 'JWT', kid: secrets.kid },
    {
      iss: clientId,
      sub: secrets.otherClientId,
      aud: 'https://helseid-sts.test.nhn.no',
      iat: start,
      nbf: start,
      exp: start + 10,
      jti: secrets.assertionJti,
      assertion_details: [
        {
          type: 'helseid_authorization',
          practitioner_role: {
            organization: {
              identifier: { system: 'urn:oid:1.0.6523', type: 'ENH', value: `NO:ORGNR:${parent}:${child}` },
            },
          },
        },
        { type: 'nhn:sfm:journal-id', value: { journal_id: secrets.journal } },
      ],
    },
  )
  const jwk = { kty: 'EC', crv: 'P-256', x: secrets.jwkX, y: secrets.jwkY }
  const { proofJti, nonce, ath } = secrets
  const proof = jwt(
    { alg: 'ES256', typ: 'dpop+jwt', jwk },
    { htm: 'POST', htu: url, iat: start, jti: proofJti, nonce, ath },
  )
  const accessToken = jwt(
    { alg: 'RS256', typ: 'at+jwt', kid: 'A'.repeat(40), x5t: 'A' },
    {
      iss: 'https://helseid-sts.test.nhn.no',
      client_id: clientId,
      jti: secrets.tokenJti,
      cnf: { jkt: secrets.jkt },
      'helseid://claims/client/client_name': secrets.clientName,
      'helseid://claims/client/claims/orgnr_parent': parent,
      'helseid://claims/client/claims/orgnr_supplier': secrets.supplier,
      'helseid://claims/identity/pid': secrets.pid,
      'helseid://claims/identity/pid_pseudonym': secrets.pseudonym,
      sid: secrets.sid,
      'helseid://claims/hpr/hpr_number': secrets.hprNumber,
      name: secrets.personName,
      number: Number(secrets.numberAsNumber),
    },
  )
  const form = {
    client_id: clientId,
    client_assertion: assertion,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_secret: secrets.clientSecret,
    grant_type: 'client_credentials',
    scope: 'nhn:example/a',
  }
  const body = {
    access_token: accessToken,
    refresh_token: secrets.refreshToken,
    intern: secrets.member,
    error_description: `The client ${clientId} of "${secrets.quoted}" may not act for ${secrets.child}.`,
  }
  return {
    request: {
      method: 'POST',
      url,
      headers: [
        ['Content-Type', 'application/x-www-form-urlencoded'],
        ['Authorization', `Basic ${secrets.basic}`],
        ['Cookie', `idsrv=${secrets.cookie}`],
        ['DPoP', proof],
      ],
      body: new URLSearchParams(form).toString(),
    },
    status: 200,
    headers: new Headers({
      'content-type': 'application/json; charset=UTF-8',
      'dpop-nonce': secrets.nextNonce,
      'node-name': secrets.header,
    }),
    body: JSON.stringify(body),
  }
}

it('shows none of thirty secrets and names, and the same placeholder for the same value', async () => {
  expect(Object.keys(secrets)).toHaveLength(30)
  const { exitCode, out } = await compare(har([secretExchange()]))
  expect(exitCode).toBe(1)
  expect(Object.entries(secrets).filter(([, secret]) => out.includes(secret))).toEqual([])
  expect(out).not.toMatch(/eyJ[\w-]+\./)
  // The client id of the form, the assertion and the text of the error.
  expect(out).toContain('"client_id":"<client-1>"')
  expect(out).toContain('"iss":"<client-1>","sub":"<client-2>"')
  expect(out).toContain('The client <client-1> of')
  // What is public stays readable.
  expect(out).toContain('"typ":"JWT"')
  expect(out).toContain('"scope":"nhn:example/a"')
})
