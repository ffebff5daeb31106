/** What `helseid-mock compare` says about a key that does not fit, about answers that say nothing, and about lists that differ. */
import { stripVTControlCharacters } from 'node:util'
import { base64urlJson } from 'helseid-contract'
import { claimsOf, publicJwk } from 'helseid-contract/rules'
import { expect, it, vi } from 'vitest'
import { run } from '../../mock-sts/cli/run.ts'
import keyRing from '../keys/key-ring.NOT-A-SECRET.json' with { type: 'json' }
import { send } from '../mock-sts/endpoints/case-harness.ts'
import { curlText, har, type Recorded } from './recording.ts'

async function compare(text: string, ...flags: string[]): Promise<{ exitCode: number; out: string }> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const exitCode = await run(['compare', text, ...flags])
  const out = stripVTControlCharacters(log.mock.calls.join('\n'))
  log.mockRestore()
  return { exitCode, out }
}

const sameAsHelseId = (count: string) =>
  `The twin answers ${count} of the recording as HelseID did, as far as a recording shows.`
const keyFlags = (key: object) => ['--jwk', JSON.stringify(publicJwk(key as never))]

it('says once that no assertion verifies with --jwk, and compares as without it', async () => {
  const [one, other] = [(await send({})).answer, (await send({})).answer]
  const { exitCode, out } = await compare(har([one, other]), ...keyFlags(keyRing.second))
  expect([exitCode, out]).toEqual([
    0,
    `None of the 2 assertions verifies with the given key: it is another key than the one the recording was made with. The signatures are taken as good, as without --jwk.\n\n${sameAsHelseId('2 token requests')}`,
  ])
  expect((await compare(har([one]), ...keyFlags(keyRing.second))).out).toMatch(
    /^The assertion does not verify with the/,
  )
})

it('says so of the keys of --client, too', async () => {
  const { answer } = await send({})
  const clientId = String(new URLSearchParams(answer.request.body).get('client_id'))
  const scopes = [String(new URLSearchParams(answer.request.body).get('scope'))]
  const client = { clientId, scopes, jwks: { keys: [publicJwk(keyRing.second as never)] } }
  const { out } = await compare(har([answer]), '--client', JSON.stringify(client))
  expect(out).toMatch(
    /^The assertion does not verify with a key of --client: it has other keys than the one the recording/,
  )
})

it('does not say it of a key that verifies an assertion, nor where HelseID refused the client', async () => {
  const { answer } = await send({})
  expect((await compare(har([answer]), ...keyFlags(keyRing.registered))).out).toBe(sameAsHelseId('1 token request'))
  const refused = { ...answer, status: 400, body: '{"error":"invalid_client"}' }
  expect((await compare(har([refused]), ...keyFlags(keyRing.second))).out).not.toContain('verif')
})

// RFC 6585 4 and RFC 9110 15.6: the server, not the request, is the reason.
it.each([
  [429, 'HelseID answered 429, too many requests, which does not depend on the request'],
  [500, 'HelseID answered 500, a failure of the server or of a proxy in front of it'],
  [503, 'HelseID answered 503, a failure of the server or of a proxy in front of it'],
])('does not compare an answer %i', async (status, reason) => {
  const { answer } = await send({})
  const { exitCode, out } = await compare(har([{ ...answer, status, body: '' }, answer]))
  expect([exitCode, out]).toEqual([
    0,
    `Request 1 was not compared: ${reason}.\n\n${sameAsHelseId('1 of 2 token requests')}`,
  ])
})

it('says how to record the body that curl -v does not print', async () => {
  const { answer } = await send({})
  const withoutCommand = curlText([answer]).replace(/^\$ curl.*\n/, '')
  expect((await compare(withoutCommand)).out).toContain(
    'the body of the request (curl -v does not print it: record the curl command, too, above what it prints)',
  )
})

/** The answer with other claims in its access token. */
function withClaims(answer: Recorded, claims: object): Recorded {
  const { access_token: token, ...members } = JSON.parse(answer.body)
  const [header, , signature] = String(token).split('.')
  const changed = [header, base64urlJson({ ...claimsOf(token), ...claims }), signature].join('.')
  return { ...answer, body: JSON.stringify({ access_token: changed, ...members }) }
}

it.each<[string, object, string]>([
  [
    'an additional audience',
    { aud: ['nhn:example', 'nhn:more'] },
    'HelseID’s is an array, the twin’s a string; HelseID’s has in addition "nhn:more"',
  ],
  ['another audience', { aud: 'nhn:more' }, 'HelseID’s lacks "nhn:example"; HelseID’s has in addition "nhn:more"'],
  ['the audience as an array', { aud: ['nhn:example'] }, 'HelseID’s is an array, the twin’s a string'],
])('says how aud differs: %s', async (_, claims, text) => {
  const { answer } = await send({})
  const twin = claimsOf(JSON.parse(answer.body).access_token)?.aud
  const { exitCode, out } = await compare(har([withClaims(answer, claims)]))
  expect(exitCode).toBe(1)
  expect(out).toContain(`- claim aud: ${text.replaceAll('nhn:example', String(twin))}\n`)
})
